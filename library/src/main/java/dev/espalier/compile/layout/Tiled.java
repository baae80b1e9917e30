package dev.espalier.compile.layout;

/**
 * Images with a vector of pixels of one channel, so that every weight is one number times a vector. The plane is cut into
 * equal tiles, one for each lane, and vector (y, x) holds pixel (y, x) of all tiles: a tap to the side is then another
 * vector and never a shift within one. [channels][rows of a tile + 2 halo][columns of a tile + 2 halo][lanes].
 *
 * <p>The halo repeats the neighbouring tiles' pixels and is zero outside of the image, and so are the pixels of tiles that
 * reach beyond it; whoever writes an image writes these too.
 *
 * @param channels of the image
 * @param height of the image in pixels
 * @param width of the image in pixels
 * @param down tiles from top to bottom
 * @param across tiles from left to right
 * @param halo vectors on each side of a tile
 */
public record Tiled(int channels, int height, int width, int down, int across, int halo) implements Layout {

    /** Numbers that two planes must not be apart a multiple of, or they would share places in the cache. */
    private static final int CACHE_WAY = 256;

    /** The cut of a plane into so many tiles that wastes the fewest pixels, the squarest of equals. */
    public static Tiled of(int channels, int height, int width, int lanes, int halo) {
        Tiled best = null;
        for (int down = 1; down <= lanes; down *= 2) {
            Tiled cut = new Tiled(channels, height, width, down, lanes / down, halo);
            if (best == null
                    || cut.area() < best.area()
                    || cut.area() == best.area() && cut.perimeter() < best.perimeter()) {
                best = cut;
            }
        }
        return best;
    }

    private int area() {
        return rows() * columns();
    }

    private int perimeter() {
        return rows() + columns();
    }

    /** Numbers of one vector. */
    public int lanes() {
        return down * across;
    }

    /** Rows of a tile. */
    public int rows() {
        return (height + down - 1) / down;
    }

    /** Columns of a tile. */
    public int columns() {
        return (width + across - 1) / across;
    }

    /** Whether tiles reach beyond the image. */
    public boolean overhangs() {
        return rows() * down != height || columns() * across != width;
    }

    /** Numbers from a vector to the one below it. */
    public int rowPitch() {
        return (columns() + 2 * halo) * lanes();
    }

    /** Numbers from a channel to the next. */
    public int planePitch() {
        int pitch = (rows() + 2 * halo) * rowPitch();
        return pitch % CACHE_WAY == 0 ? pitch + lanes() : pitch;
    }

    /** The place of a vector; row and column may lie in the halo. */
    public int vector(int row, int column) {
        return (row + halo) * rowPitch() + (column + halo) * lanes();
    }

    @Override
    public long floats() {
        return (long) channels * planePitch();
    }
}
