package dev.espalier.model;

import java.io.ByteArrayOutputStream;

/** Numbers of few bits one after the other, lowest bit first. */
final class BitWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int filling;
    private int filled;

    /** Appends the lowest {@code width} bits of a number, 0 to 32. */
    void put(int number, int width) {
        for (int i = 0; i < width; i++) {
            filling |= (number >>> i & 1) << filled;
            if (++filled == Byte.SIZE) {
                align();
            }
        }
    }

    /** Fills the last byte up with zeros. */
    void align() {
        if (filled > 0) {
            bytes.write(filling);
            filling = 0;
            filled = 0;
        }
    }

    /** Everything, filled up to whole bytes. */
    byte[] bytes() {
        align();
        return bytes.toByteArray();
    }
}
