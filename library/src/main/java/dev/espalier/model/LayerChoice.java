package dev.espalier.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which layers something is done to. Without any names it is the usual ones, and what is usual is for whoever does it to
 * say.
 *
 * <p>A name is that of a layer, and {@code *} in it stands for anything: {@code stage3.*}. A layer asked for by its full
 * name that cannot be changed is an error; one that only fits a {@code *} is left out with the reason.
 *
 * @param only if not empty, just these, whatever is usual
 * @param include these too, though usually left out
 * @param exclude not these
 */
public record LayerChoice(List<String> only, List<String> include, List<String> exclude) {

    /** What is usual. */
    public static final LayerChoice USUAL = new LayerChoice(List.of(), List.of(), List.of());

    private static final String ONLY = "only";
    private static final String INCLUDE = "include";
    private static final String EXCLUDE = "exclude";

    /** The settings it is written as. */
    public static final List<String> KEYS = List.of(ONLY, INCLUDE, EXCLUDE);

    public LayerChoice {
        only = List.copyOf(only);
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /** The choice that settings describe; the usual one if they have none of its {@link #KEYS}. */
    public static LayerChoice of(Settings settings) {
        return new LayerChoice(settings.names(ONLY), settings.names(INCLUDE), settings.names(EXCLUDE));
    }

    /** This choice as text, so that {@link #of} gives the same again: empty if it is the usual one. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, ONLY, only);
        put(settings, INCLUDE, include);
        put(settings, EXCLUDE, exclude);
        return settings;
    }

    private static void put(Map<String, String> settings, String key, List<String> names) {
        if (!names.isEmpty()) {
            settings.put(key, String.join(",", names));
        }
    }

    /** Fails if a name fits none of these layers. */
    public void check(Collection<String> layers) {
        List<String> names = new ArrayList<>(only);
        names.addAll(include);
        names.addAll(exclude);
        for (String name : names) {
            if (layers.stream().noneMatch(layer -> fits(name, layer))) {
                throw new IllegalArgumentException("no layer '" + name + "' with weights" + Nearest.hint(name, layers));
            }
        }
        for (String layer : layers) {
            if (demands(layer) && objection(layer).isPresent()) {
                throw new IllegalArgumentException(
                        "layer '" + layer + "' is both asked for and excluded; name it once");
            }
        }
    }

    /** Why the user does not want a layer changed; empty if they have nothing against it. */
    public Optional<String> objection(String layer) {
        if (anyFits(exclude, layer)) {
            return Optional.of("is excluded by name");
        }
        return only.isEmpty() || anyFits(only, layer)
                ? Optional.empty()
                : Optional.of("is not among the layers asked for");
    }

    /** Whether the user wants a layer changed, whatever is usual. */
    public boolean demands(String layer) {
        return anyFits(only, layer) || anyFits(include, layer);
    }

    /** Whether the layer is asked for by its full name, so that leaving it out would be wrong. */
    public boolean insists(String layer) {
        return only.contains(layer) || include.contains(layer);
    }

    private static boolean anyFits(List<String> names, String layer) {
        return names.stream().anyMatch(name -> fits(name, layer));
    }

    /** Whether a name, perhaps with {@code *} in it, means a layer. */
    public static boolean fits(String name, String layer) {
        return layer.matches(Pattern.quote(name).replace("*", "\\E.*\\Q"));
    }
}
