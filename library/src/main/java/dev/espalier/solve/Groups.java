package dev.espalier.solve;

import java.util.Map;

/**
 * Weights of one or more parameters by the group they belong to.
 *
 * @param count of groups
 * @param of for each parameter the group of each weight, row-major: 0 to {@code count - 1}, or -1 for weights that are
 *     never dropped
 */
public record Groups(int count, Map<String, int[]> of) {

    /** Every weight of a parameter by itself. */
    public static Groups single(String parameter, int weights) {
        int[] group = new int[weights];
        for (int i = 0; i < weights; i++) {
            group[i] = i;
        }
        return new Groups(weights, Map.of(parameter, group));
    }
}
