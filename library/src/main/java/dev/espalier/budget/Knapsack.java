package dev.espalier.budget;

import java.util.Arrays;
import java.util.Optional;

/**
 * The multiple-choice knapsack: one item of every class, the least total loss, and a total weight within the capacity.
 *
 * <p>Solved by dynamic programming over the capacity: best(i, c) = min over items k of class i of loss(i, k) +
 * best(i - 1, c - weight(i, k)). Exact while the capacity is at most {@value #CELLS}; above that weights are rounded up to
 * whole cells, so that a choice always fits, and may be better by as much as one cell a class allows.
 */
final class Knapsack {

    static final int CELLS = 20_000;

    private Knapsack() {}

    /**
     * The items to take.
     *
     * @param losses [class][item]; infinite for items that must not be taken
     * @param weights [class][item], at least 0
     * @param capacity at least 0
     * @return the item of each class, of equally good ones that with the lowest index; empty if nothing fits
     */
    static Optional<int[]> solve(double[][] losses, long[][] weights, long capacity) {
        if (capacity < 0) {
            return Optional.empty();
        }
        long unit = Math.max(1, (capacity + CELLS - 1) / CELLS);
        int cells = Math.toIntExact(capacity / unit);
        int[][] taken = new int[losses.length][cells + 1];
        double[] best = new double[cells + 1];
        for (int i = 0; i < losses.length; i++) {
            double[] before = best;
            best = new double[cells + 1];
            Arrays.fill(best, Double.POSITIVE_INFINITY);
            for (int item = 0; item < losses[i].length; item++) {
                double loss = losses[i][item];
                long weight = (weights[i][item] + unit - 1) / unit;
                for (int cell = (int) Math.min(weight, cells + 1L); cell <= cells; cell++) {
                    double total = before[cell - (int) weight] + loss;
                    if (total < best[cell]) {
                        best[cell] = total;
                        taken[i][cell] = item;
                    }
                }
            }
        }
        if (best[cells] == Double.POSITIVE_INFINITY) {
            return Optional.empty();
        }
        int[] chosen = new int[losses.length];
        int cell = cells;
        for (int i = losses.length - 1; i >= 0; i--) {
            chosen[i] = taken[i][cell];
            cell -= (int) ((weights[i][chosen[i]] + unit - 1) / unit);
        }
        return Optional.of(chosen);
    }
}
