package dev.espalier.experiment;

import dev.espalier.study.Trials;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * The outcomes of an experiment.
 *
 * @param arms by name, then by seed
 */
public record Outcomes(Map<String, Map<Long, Done>> arms) {

    public Outcomes {
        Map<String, Map<Long, Done>> copy = new LinkedHashMap<>();
        arms.forEach((name, seeds) -> copy.put(name, Collections.unmodifiableMap(new TreeMap<>(seeds))));
        arms = Collections.unmodifiableMap(copy);
    }

    /** A number of an arm, for each seed in order; empty if the arm was not run. */
    public Optional<Trials> of(String arm, String number) {
        Map<Long, Done> seeds = arms.getOrDefault(arm, Map.of());
        List<Double> values = new ArrayList<>();
        seeds.forEach((seed, done) -> values.add(number(arm, done.outcome(), number)));
        return values.isEmpty() ? Optional.empty() : Optional.of(new Trials(values));
    }

    /**
     * What a number of one arm is more than that of another, seed by seed of those that both were run for; empty if there
     * are none.
     */
    public Optional<Trials> difference(String arm, String less, String number) {
        return paired(arm, less, number, (a, b) -> a - b);
    }

    /** A number of one arm together with that of another, seed by seed as {@link #difference}. */
    public Optional<Trials> paired(String arm, String other, String number, DoubleBinaryOperator together) {
        Map<Long, Done> others = arms.getOrDefault(other, Map.of());
        List<Double> values = new ArrayList<>();
        arms.getOrDefault(arm, Map.of()).forEach((seed, done) -> {
            if (others.containsKey(seed)) {
                values.add(together.applyAsDouble(
                        number(arm, done.outcome(), number),
                        number(other, others.get(seed).outcome(), number)));
            }
        });
        return values.isEmpty() ? Optional.empty() : Optional.of(new Trials(values));
    }

    /** A series of an arm, averaged over the seeds; empty if the arm was not run. */
    public Optional<List<Double>> series(String arm, String name) {
        List<List<Double>> all = arms.getOrDefault(arm, Map.of()).values().stream()
                .map(Done::outcome)
                .map(outcome -> Optional.ofNullable(outcome.series().get(name))
                        .orElseThrow(() -> unknown(arm, name, outcome.series().keySet())))
                .toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<Double> mean = new ArrayList<>();
        for (int i = 0; i < all.get(0).size(); i++) {
            int place = i;
            mean.add(all.stream()
                    .mapToDouble(values -> values.get(place))
                    .average()
                    .orElseThrow());
        }
        return Optional.of(mean);
    }

    private static double number(String arm, Outcome outcome, String name) {
        return Optional.ofNullable(outcome.numbers().get(name))
                .orElseThrow(() -> unknown(arm, name, outcome.numbers().keySet()));
    }

    private static IllegalArgumentException unknown(String arm, String name, Iterable<String> known) {
        return new IllegalArgumentException("'" + arm + "' has no outcome '" + name + "'; it has " + known);
    }
}
