package dev.espalier.prune;

import dev.espalier.model.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which layers are pruned. Without any names: all convolutions and linear layers, except those that the published
 * configurations leave dense (the first convolution, the last layer, depthwise convolutions) and those the structure
 * has no good way to prune.
 *
 * <p>A name is that of a layer, and {@code *} in it stands for anything: {@code stage3.*}. A layer asked for by its full
 * name that cannot be pruned is an error; one that only fits a {@code *} is left out with the reason.
 *
 * @param only if not empty, just these, whatever is usual
 * @param include these too, though usually left out
 * @param exclude not these
 */
public record LayerChoice(List<String> only, List<String> include, List<String> exclude) {

    /** What is usual. */
    public static final LayerChoice USUAL = new LayerChoice(List.of(), List.of(), List.of());

    public LayerChoice {
        only = List.copyOf(only);
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /** Fails if a name fits none of these layers. */
    void check(Collection<String> layers) {
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

    /** Why the user does not want a layer pruned; empty if they have nothing against it. */
    Optional<String> objection(String layer) {
        if (anyFits(exclude, layer)) {
            return Optional.of("is excluded by name");
        }
        return only.isEmpty() || anyFits(only, layer)
                ? Optional.empty()
                : Optional.of("is not among the layers asked for");
    }

    /** Whether the user wants a layer pruned, whatever is usual. */
    boolean demands(String layer) {
        return anyFits(only, layer) || anyFits(include, layer);
    }

    /** Whether the layer is asked for by its full name, so that leaving it out would be wrong. */
    boolean insists(String layer) {
        return only.contains(layer) || include.contains(layer);
    }

    private static boolean anyFits(List<String> names, String layer) {
        return names.stream().anyMatch(name -> fits(name, layer));
    }

    private static boolean fits(String name, String layer) {
        return layer.matches(Pattern.quote(name).replace("*", "\\E.*\\Q"));
    }
}
