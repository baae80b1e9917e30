package dev.espalier.compile.kernel;

import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of the result that is held in registers: vectors of filters at a box of pixels.
 *
 * @param vectors of filters
 * @param rows of pixels
 * @param columns of pixels
 */
record PixelTile(int vectors, int rows, int columns) {

    private static final int MOST_VECTORS = 8;

    /** Cycles that a tile takes to begin and to end, whatever it has to sum up. */
    static final double START = 25;

    int pixels() {
        return rows * columns;
    }

    /** Every tile that fits the registers and a result of so many vectors, rows and columns. */
    static List<PixelTile> all(Target target, int vectors, int height, int width) {
        List<PixelTile> all = new ArrayList<>();
        for (int m = 1; m <= Math.min(MOST_VECTORS, vectors); m++) {
            // One vector of weights for each of filters, one for the pixel, the rest for sums.
            int pixels = (target.registers() - m - 1) / m;
            for (int r = 1; r <= Math.min(pixels, height); r++) {
                int most = Math.min(pixels / r, width);
                for (int c = 1; c <= most; c++) {
                    all.add(new PixelTile(m, r, c));
                }
            }
        }
        return all;
    }

    /** Tiles of a whole plane, those at the edges among them. */
    int count(int height, int width) {
        return (height + rows - 1) / rows * ((width + columns - 1) / columns);
    }

    /**
     * About how many cycles one tap takes over a whole plane: a product for each vector and pixel, or as many loads, and
     * a little for the tap itself. Tiles at the edges are smaller and take their share.
     */
    double cycles(int height, int width) {
        return piece(rows, columns) * (height / rows) * (width / columns)
                + piece(rows, width % columns) * (height / rows)
                + piece(height % rows, columns) * (width / columns)
                + piece(height % rows, width % columns);
    }

    private double piece(int r, int c) {
        if (r == 0 || c == 0) {
            return 0;
        }
        int sums = vectors * r * c;
        double loads = vectors + r * c;
        // Products that wait for each other: a sum takes its next one after four cycles.
        return Math.max(Math.max(sums, loads), 4) + 1.5;
    }
}
