package dev.espalier.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an arm has come to for one seed.
 *
 * @param numbers by name, such as {@code accuracy}
 * @param series several numbers by name, such as one an epoch
 */
public record Outcome(Map<String, Double> numbers, Map<String, List<Double>> series) {

    public Outcome {
        numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
        Map<String, List<Double>> copies = new LinkedHashMap<>();
        series.forEach((name, values) -> copies.put(name, List.copyOf(values)));
        series = Collections.unmodifiableMap(copies);
        numbers.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("the outcome '" + name + "' is " + value + "; it must be finite");
            }
        });
    }

    /** Only numbers. */
    public static Outcome of(Map<String, Double> numbers) {
        return new Outcome(numbers, Map.of());
    }

    /** The same with a series more. */
    public Outcome with(String name, List<Double> values) {
        Map<String, List<Double>> more = new LinkedHashMap<>(series);
        more.put(name, values);
        return new Outcome(numbers, more);
    }
}
