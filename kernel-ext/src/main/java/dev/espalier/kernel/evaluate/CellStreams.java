package dev.espalier.kernel.evaluate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Replaces {@link System#out}, {@link System#err} and {@link System#in} by streams that belong to the cell of the calling
 * thread.
 */
final class CellStreams {

    private static int users;
    private static InputStream in;
    private static PrintStream out;
    private static PrintStream err;

    private CellStreams() {}

    /** Installs the streams; every call needs its {@link #release}. */
    static synchronized void install() {
        if (users++ == 0) {
            in = System.in;
            out = System.out;
            err = System.err;
            System.setIn(routed(in));
            System.setOut(routed(Output.Channel.STDOUT, out));
            System.setErr(routed(Output.Channel.STDERR, err));
        }
    }

    /** Gives the process its own streams back when the last user is gone. */
    static synchronized void release() {
        if (--users == 0) {
            System.setIn(in);
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static InputStream routed(InputStream otherwise) {
        return new InputStream() {
            private InputStream source() {
                Cell cell = Cell.current();
                return cell == null ? otherwise : cell.in();
            }

            @Override
            public int read() throws IOException {
                return source().read();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return source().read(into, offset, length);
            }

            @Override
            public int available() throws IOException {
                return source().available();
            }
        };
    }

    private static PrintStream routed(Output.Channel channel, PrintStream otherwise) {
        OutputStream bytes = new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] b, int offset, int length) {
                Cell cell = Cell.current();
                if (cell == null) {
                    otherwise.write(b, offset, length);
                } else {
                    cell.print(channel, b, offset, length);
                }
            }

            @Override
            public void flush() {
                if (Cell.current() == null) {
                    otherwise.flush();
                }
            }
        };
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }
}
