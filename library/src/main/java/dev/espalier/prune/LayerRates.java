package dev.espalier.prune;

import dev.espalier.model.LayerChoice;
import dev.espalier.model.Nearest;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rates of layers that differ from the usual one. A name is that of a layer, and {@code *} in it stands for anything; a
 * layer's full name goes before names with {@code *}, of which the first that fits counts. At 1x a layer stays dense.
 *
 * @param byName in order
 */
public record LayerRates(Map<String, Rate> byName) {

    /** All layers at the usual rate. */
    public static final LayerRates NONE = new LayerRates(Map.of());

    public LayerRates {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /**
     * Reads {@code conv1:2x,stage3.*:75%}.
     *
     * @throws IllegalArgumentException if it is written otherwise, or names a layer twice
     */
    public static LayerRates parse(String text) {
        Map<String, Rate> rates = new LinkedHashMap<>();
        for (String part : text.strip().split("\\s*,\\s*")) {
            int colon = part.lastIndexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException(
                        "'" + part + "' is no layer with a rate; write conv1:2x, or several with commas between them");
            }
            String name = part.substring(0, colon).strip();
            if (rates.put(name, Rate.parse(part.substring(colon + 1))) != null) {
                throw new IllegalArgumentException("layer '" + name + "' has two rates; name it once");
            }
        }
        return new LayerRates(rates);
    }

    /** Fails if a name fits none of these layers. */
    void check(Collection<String> layers) {
        for (String name : byName.keySet()) {
            if (layers.stream().noneMatch(layer -> LayerChoice.fits(name, layer))) {
                throw new IllegalArgumentException("no layer '" + name + "' with weights" + Nearest.hint(name, layers));
            }
        }
    }

    /** The rate of a layer. */
    Rate of(String layer, Rate usual) {
        Rate own = byName.get(layer);
        if (own != null) {
            return own;
        }
        return byName.entrySet().stream()
                .filter(entry -> LayerChoice.fits(entry.getKey(), layer))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(usual);
    }

    /** As {@link #parse} reads it, with every digit. */
    @Override
    public String toString() {
        return byName.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue().exact())
                .collect(Collectors.joining(","));
    }
}
