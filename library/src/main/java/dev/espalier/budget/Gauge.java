package dev.espalier.budget;

import dev.espalier.compile.latency.LatencySource;
import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import java.util.LinkedHashMap;
import java.util.Map;

/** Says how much of a measure models have. */
interface Gauge {

    /** How much the whole model has. */
    long of(Model model);

    /** How much of it each layer has, in order. */
    Map<String, Long> byLayer(Model model);

    /** Counts what can be counted. */
    static Gauge counting(Measure measure) {
        return new Gauge() {
            @Override
            public long of(Model model) {
                return measure.of(Cost.of(model));
            }

            @Override
            public Map<String, Long> byLayer(Model model) {
                Map<String, Long> counts = new LinkedHashMap<>();
                Cost.byLayer(model).forEach((layer, cost) -> counts.put(layer, measure.of(cost)));
                return counts;
            }
        };
    }

    /** Asks for milliseconds. */
    static Gauge timing(LatencySource source) {
        return new Gauge() {
            @Override
            public long of(Model model) {
                return Measure.nanoseconds(source.milliseconds(model));
            }

            @Override
            public Map<String, Long> byLayer(Model model) {
                return nanoseconds(source.byLayer(model));
            }
        };
    }

    /** Milliseconds of layers as amounts. */
    static Map<String, Long> nanoseconds(Map<String, Double> milliseconds) {
        Map<String, Long> amounts = new LinkedHashMap<>();
        milliseconds.forEach((layer, time) -> amounts.put(layer, Measure.nanoseconds(time)));
        return amounts;
    }
}
