package dev.espalier.prune;

import dev.espalier.model.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which layers are pruned. Without any names: all convolutions and linear layers, except those that the published
 * configurations leave dense (the first convolution, the last layer, depthwise convolutions) and those the structure
 * has no good way to prune.
 *
 * <p>A name is that of a layer, and {@code *} in it stands for anything: {@code stage3.*}.
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
            if (demands(layer) && excludes(layer)) {
                throw new IllegalArgumentException(
                        "layer '" + layer + "' is both asked for and excluded; name it once");
            }
        }
    }

    boolean excludes(String layer) {
        return anyFits(exclude, layer) || !(only.isEmpty() || anyFits(only, layer));
    }

    boolean demands(String layer) {
        return anyFits(only, layer) || anyFits(include, layer);
    }

    private static boolean anyFits(List<String> names, String layer) {
        return names.stream().anyMatch(name -> fits(name, layer));
    }

    private static boolean fits(String name, String layer) {
        return layer.matches(Pattern.quote(name).replace("*", "\\E.*\\Q"));
    }
}
