package dev.espalier.model;

import java.io.ByteArrayOutputStream;

/** Numbers of few bits one after the other, lowest bit first. */
final class BitWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long filling;
    private int filled;

    /** Appends the lowest {@code width} bits of a number, 0 to 32. */
    void put(int number, int width) {
        filling |= (number & (1L << width) - 1) << filled;
        filled += width;
        while (filled >= Byte.SIZE) {
            bytes.write((int) filling);
            filling >>>= Byte.SIZE;
            filled -= Byte.SIZE;
        }
    }

    /** Fills the last byte up with zeros. */
    void align() {
        if (filled > 0) {
            bytes.write((int) filling);
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
