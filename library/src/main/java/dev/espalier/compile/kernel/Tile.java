package dev.espalier.compile.kernel;

/**
 * How the result of a convolution falls into register tiles.
 *
 * @param vectors of filters in a block
 * @param blocks vectors of filters cut into blocks of at most that many
 * @param down rows of pixels cut into tiles
 * @param across columns of pixels cut into tiles
 */
record Tile(int vectors, int blocks, Span down, Span across) {

    /** Tiles of at most so many vectors, rows and columns. */
    static Tile of(int allVectors, int vectors, int height, int rows, int width, int columns) {
        return new Tile(
                vectors,
                (allVectors + vectors - 1) / vectors,
                Span.ofAtMost(height, rows),
                Span.ofAtMost(width, columns));
    }

    /** Tiles of the plane. */
    int tiles() {
        return down.parts() * across.parts();
    }
}
