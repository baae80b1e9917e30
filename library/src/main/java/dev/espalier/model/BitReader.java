package dev.espalier.model;

/** Reads what a {@link BitWriter} wrote. */
final class BitReader {

    private final byte[] bytes;
    private long position;

    BitReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The next number.
     *
     * @param width its bits, 0 to 32
     * @throws IllegalArgumentException if the bytes end before
     */
    int next(int width) {
        if (position + width > 8L * bytes.length) {
            throw new IllegalArgumentException("the mask code ends after " + bytes.length + " bytes, too early");
        }
        int number = 0;
        for (int i = 0; i < width; i++, position++) {
            number |= (bytes[(int) (position / 8)] >>> (int) (position % 8) & 1) << i;
        }
        return number;
    }

    /** Skips to the next whole byte. */
    void align() {
        position = (position + 7) / 8 * 8;
    }

    /** Fails if bytes are left, or if the bits that fill up the last one are not zero. */
    void end() {
        if (next((int) (-position & 7)) != 0) {
            throw new IllegalArgumentException("the mask code has ones after its end");
        }
        if (position / 8 != bytes.length) {
            throw new IllegalArgumentException("the mask code has " + bytes.length + " bytes, but only " + position / 8
                    + " of them mean anything");
        }
    }
}
