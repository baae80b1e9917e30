package dev.espalier.solve;

import java.util.function.DoubleFunction;

/**
 * A family of ever smaller sparsity sets that ends at a part's own.
 *
 * @param from the fraction of zeros of the largest set of the family, in [0, 1)
 * @param to that of the part, at least {@code from}
 * @param at the set of any sparsity between the two
 */
public record Tightening(double from, double to, DoubleFunction<Part> at) {

    public Tightening {
        if (!(from >= 0 && from <= to && to < 1)) {
            throw new IllegalArgumentException(
                    "a sparsity that goes from " + from + " to " + to + "; it must rise within [0, 1)");
        }
    }
}
