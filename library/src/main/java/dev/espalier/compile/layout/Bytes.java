package dev.espalier.compile.layout;

import java.util.stream.IntStream;

/**
 * Images of levels of at most 8 bits, a byte each, with neighbouring channels beside each other:
 * [channels / lanes][height + 2 halo][width + 2 halo][lanes]. The halo holds the level 0, so that convolutions read their
 * padding like any pixel. Channels are filled up to whole lanes; what stands in the filling meets weights of zero alone.
 * Fewer than four channels may also stand without any filling.
 *
 * @param channels of the image
 * @param height of the image in pixels
 * @param width of the image in pixels
 * @param lanes bytes of a pixel that are beside each other, a multiple of 4, or as many as there are channels if
 *     those are fewer than 4
 * @param halo pixels of level 0 on each side
 * @param zero the byte that stands for level 0: 0 for levels that are never negative, and 128 for others
 */
public record Bytes(int channels, int height, int width, int lanes, int halo, int zero) implements Layout {

    /** The byte of level 0 where there are levels below it. */
    public static final int MIDDLE = 128;

    /** Bytes of a line of the cache, and most that lie beside each other. */
    private static final int LINE = 64;

    /** Bytes of the smallest piece that kernels write at a time. */
    private static final int PIECE = 16;

    /** Channels whose products are summed up by one instruction, and the lanes of images that have no more. */
    public static final int TOGETHER = 4;

    public Bytes {
        boolean dense = lanes == channels && lanes < TOGETHER;
        if (lanes % TOGETHER != 0 && !dense || zero != 0 && zero != MIDDLE) {
            throw new IllegalArgumentException("pixels of " + lanes + " bytes with " + zero
                    + " for 0; lanes are a multiple of " + TOGETHER
                    + ", or all of fewer channels, and 0 is 0 or " + MIDDLE);
        }
    }

    /**
     * With as many lanes as fill a line of the cache, if so many divide the channels, or else half a line, which whole
     * blocks of filters fill too, and fewer otherwise.
     */
    public static Bytes of(int channels, int height, int width, int halo, boolean signed) {
        int filled = (channels + PIECE - 1) / PIECE * PIECE;
        int lanes = IntStream.of(LINE, LINE / 2, LINE - PIECE, PIECE)
                .filter(of -> filled % of == 0)
                .findFirst()
                .orElseThrow();
        return new Bytes(channels, height, width, lanes, halo, signed ? MIDDLE : 0);
    }

    /** Pieces of channels, the last one perhaps not full. */
    public int blocks() {
        return (channels + lanes - 1) / lanes;
    }

    /** Bytes from a pixel to the one below it. */
    public int rowPitch() {
        return (width + 2 * halo) * lanes;
    }

    /** Bytes from a pixel to itself in the next lanes of channels. */
    public int planePitch() {
        return (height + 2 * halo) * rowPitch();
    }

    /** The place of channel 0 of a pixel; row and column may lie in the halo, below 0 or beyond the image. */
    public int pixel(int row, int column) {
        return (row + halo) * rowPitch() + (column + halo) * lanes;
    }

    /** The place of a byte. */
    public int at(int channel, int row, int column) {
        return channel / lanes * planePitch() + pixel(row, column) + channel % lanes;
    }

    /** Bytes it takes up, with room for a read of a line at each pixel, or of four bytes where pixels have fewer. */
    public long bytes() {
        int read = lanes < TOGETHER ? TOGETHER : LINE;
        return (long) blocks() * planePitch() + Math.max(0, read - lanes);
    }

    @Override
    public long floats() {
        return (bytes() + Float.BYTES - 1) / Float.BYTES;
    }
}
