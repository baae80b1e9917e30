package dev.espalier.model;

/** Reads what a {@link BitWriter} wrote. */
final class BitReader {

    private final String what;
    private final byte[] bytes;
    private long position;

    /**
     * Starts at the first bit.
     *
     * @param what the bytes are, to begin an error with
     */
    BitReader(String what, byte[] bytes) {
        this.what = what;
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
            throw new IllegalArgumentException(what + " ends after " + bytes.length + " bytes, too early");
        }
        int first = (int) (position / 8);
        int skipped = (int) (position % 8);
        long window = 0;
        for (int i = 0; 8 * i < skipped + width; i++) {
            window |= (bytes[first + i] & 0xFFL) << 8 * i;
        }
        position += width;
        return (int) (window >>> skipped & (1L << width) - 1);
    }

    /** Skips to the next whole byte. */
    void align() {
        position = (position + 7) / 8 * 8;
    }

    /** Fails if bytes are left, or if the bits that fill up the last one are not zero. */
    void end() {
        if (next((int) (-position & 7)) != 0) {
            throw new IllegalArgumentException(what + " has ones after its end");
        }
        if (position / 8 != bytes.length) {
            throw new IllegalArgumentException(
                    what + " has " + bytes.length + " bytes, but only " + position / 8 + " of them mean anything");
        }
    }
}
