package dev.espalier.papers.clicktrain;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The kernel ratios r: what percentage of each layer's kernels goes. A layer of n kernels loses ⌈r n / 100⌉ of them.
 *
 * @param percent one for each pruned layer in the graph's order, or a single one for all; each at least 0 and below 100
 */
public record KernelRatios(List<Double> percent) {

    public KernelRatios {
        percent = List.copyOf(percent);
        if (percent.isEmpty()) {
            throw new IllegalArgumentException(
                    "no kernel ratio; write one for all layers, such as 60, or one for each");
        }
        for (double ratio : percent) {
            if (!(ratio >= 0 && ratio < 100)) {
                throw new IllegalArgumentException(
                        "a kernel ratio of " + ratio + " %; it must be at least 0 and below 100");
            }
        }
    }

    /** One for each pruned layer, or one for all. */
    public static KernelRatios of(double... percent) {
        return new KernelRatios(Arrays.stream(percent).boxed().toList());
    }

    /**
     * Reads {@code 60} or {@code 35,45,55}; what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if it is written otherwise
     */
    public static KernelRatios parse(String text) {
        try {
            return new KernelRatios(Arrays.stream(text.strip().split("\\s*,\\s*", -1))
                    .map(Double::valueOf)
                    .toList());
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(
                    "'" + text + "' are no kernel ratios; write percentages with commas between them, such as 35,45,55,"
                            + " or one for all layers",
                    noNumber);
        }
    }

    /**
     * The ratio of a layer.
     *
     * @param number of the layer among those that are pruned, from 0
     */
    double percentOf(int number) {
        return percent.get(percent.size() == 1 ? 0 : number);
    }

    /**
     * Fails unless there is one for each of these layers.
     *
     * @throws IllegalArgumentException naming the layers
     */
    void check(List<String> layers) {
        if (percent.size() != 1 && percent.size() != layers.size()) {
            throw new IllegalArgumentException(percent.size() + " kernel ratios for " + layers.size()
                    + " layers to prune, " + layers + "; give one for each, or a single one");
        }
    }

    /** ⌈r n / 100⌉. */
    static int removed(int kernels, double percent) {
        return (int) Math.ceil(percent * kernels / 100);
    }

    @Override
    public String toString() {
        return percent.stream()
                .map(ratio -> ratio == Math.rint(ratio) ? Long.toString(Math.round(ratio)) : Double.toString(ratio))
                .collect(Collectors.joining(","));
    }
}
