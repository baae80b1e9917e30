package dev.espalier.compile.layout;

/**
 * Images with a vector of channels at each pixel: [channels / lanes][height + 2 halo][width + 2 halo][lanes]. The halo is
 * zero, so that convolutions read their padding like any pixel; whoever writes an image leaves it alone, as it is written
 * before. Channels are
 * filled up to whole vectors; what stands in the filling is finite, and all that reads it multiplies it by zero.
 *
 * <p>A vector of features is an image of one pixel; a sequence of them an image of height 1.
 *
 * @param channels of the image
 * @param height of the image in pixels
 * @param width of the image in pixels
 * @param lanes numbers of one vector
 * @param halo pixels of zeros on each side
 */
public record Blocked(int channels, int height, int width, int lanes, int halo) implements Layout {

    /** Vectors of channels, the last one perhaps not full. */
    public int blocks() {
        return (channels + lanes - 1) / lanes;
    }

    /** Numbers from a pixel to the one below it. */
    public int rowPitch() {
        return (width + 2 * halo) * lanes;
    }

    /** Numbers from a pixel to itself in the next vector of channels. */
    public int planePitch() {
        return (height + 2 * halo) * rowPitch();
    }

    /** The place of channel 0 of a pixel; row and column may lie in the halo, below 0 or beyond the image. */
    public int pixel(int row, int column) {
        return (row + halo) * rowPitch() + (column + halo) * lanes;
    }

    /** The place of a number. */
    public int at(int channel, int row, int column) {
        return channel / lanes * planePitch() + pixel(row, column) + channel % lanes;
    }

    @Override
    public long floats() {
        return (long) blocks() * planePitch();
    }
}
