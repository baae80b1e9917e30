package dev.espalier.kernel.evaluate;

import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Objects;

/** Standard input of one cell: the lines of its user, who is asked when they are read. */
final class CellInput extends InputStream {

    private final Cell cell;
    private byte[] line = {};
    private int next;

    CellInput(Cell cell) {
        this.cell = cell;
    }

    @Override
    public synchronized int read() {
        return more() ? line[next++] & 0xFF : -1;
    }

    /** Reads of one line at most, so that readers do not ask for a second one to fill their buffers. */
    @Override
    public synchronized int read(byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int count = Math.min(length, line.length - next);
        System.arraycopy(line, next, into, offset, count);
        next += count;
        return count;
    }

    @Override
    public synchronized int available() {
        return line.length - next;
    }

    private boolean more() {
        if (next == line.length) {
            String text = cell.ask("", false);
            if (text == null) {
                return false;
            }
            // What readers of standard input decode with unless they are told otherwise.
            line = (text + "\n").getBytes(Charset.defaultCharset());
            next = 0;
        }
        return true;
    }
}
