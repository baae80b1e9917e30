package dev.espalier.study;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * One quantity measured several times, such as an accuracy for each of some seeds.
 *
 * @param values at least one finite number, in the order of the seeds
 */
public record Trials(List<Double> values) {

    public Trials {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("trials without values; measure at least once");
        }
        if (!values.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("trials of " + values + "; all must be finite");
        }
    }

    /** Trials with these values. */
    public static Trials of(double... values) {
        return new Trials(Arrays.stream(values).boxed().toList());
    }

    /** How often it was measured. */
    public int size() {
        return values.size();
    }

    /** The mean. */
    public double mean() {
        return values.stream().mapToDouble(Double::doubleValue).sum() / size();
    }

    /** The standard deviation, from n - 1; not a number where there is a single value. */
    public double deviation() {
        double mean = mean();
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return Math.sqrt(squares / (size() - 1));
    }

    /**
     * This less another, value by value: what the seeds have in common cancels.
     *
     * @throws IllegalArgumentException if they were not measured equally often
     */
    public Difference minus(Trials other) {
        if (other.size() != size()) {
            throw new IllegalArgumentException("trials of " + size() + " and " + other.size()
                    + " values have no pairs; measure both with the same seeds");
        }
        return new Difference(new Trials(IntStream.range(0, size())
                .mapToObj(i -> values.get(i) - other.values.get(i))
                .toList()));
    }

    /** Mean ± deviation with two digits; a single value stands alone. */
    @Override
    public String toString() {
        return size() == 1
                ? String.format(Locale.ROOT, "%.2f", mean())
                : String.format(Locale.ROOT, "%.2f ± %.2f", mean(), deviation());
    }
}
