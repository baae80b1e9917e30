package dev.espalier.budget;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a model has of a budget's measure: a number, or nanoseconds of a time.
 *
 * @param whole of the whole model
 * @param layers of each layer, in order; times of layers need not add up to that of the whole exactly
 */
public record Spent(long whole, Map<String, Long> layers) {

    public Spent {
        layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
    }
}
