package dev.espalier.compile.kernel;

import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a sequence's result that is held in registers.
 *
 * @param rows features of the result
 * @param vectors of positions
 */
record PositionTile(int rows, int vectors) {

    private static final int[] ROWS = {1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24};
    private static final int MOST_VECTORS = 8;

    /** Every tile that fits the registers and a result of so many rows and vectors. */
    static List<PositionTile> all(Target target, int rows, int vectors) {
        List<PositionTile> all = new ArrayList<>();
        for (int row : ROWS) {
            for (int vector = 1; vector <= Math.min(MOST_VECTORS, vectors); vector++) {
                PositionTile tile = new PositionTile(row, vector);
                if (row <= rows && tile.registers() <= target.registers()) {
                    all.add(tile);
                }
            }
        }
        return all;
    }

    /** Sums, the shorter side of the tile, and one of the longer side at a time. */
    int registers() {
        return rows * vectors + Math.min(rows, vectors) + 1;
    }

    /** Whether the vectors of positions stay in registers during a step, and not the weights. */
    boolean holdsPositions() {
        return rows >= vectors;
    }

    /**
     * About how many cycles a step takes: a product for each sum or a load for each side, and no less than the time a sum
     * waits for its last product.
     *
     * @param far whether the positions come from the second-level cache
     */
    double cycles(boolean far) {
        // Half a vector a cycle from there, and a little less.
        double loads = far ? Math.max(rows + vectors, 2.2 * vectors) : rows + vectors;
        return Math.max(Math.max(rows * vectors, loads), 4) + 0.5;
    }
}
