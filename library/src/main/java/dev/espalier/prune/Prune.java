package dev.espalier.prune;

import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.LayerChoice;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Settings;
import dev.espalier.model.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Pruning as a setting and a verb: every chosen layer's weight is replaced by the nearest member of a sparsity set.
 *
 * <p>The rate is that of the pruned layers, as papers define it, and each of them gets the same; what it is over the
 * whole model is in the result.
 *
 * @param scheme what shape the zeros have
 * @param rate total / kept weights of each pruned layer
 * @param layers which layers
 */
public record Prune(Scheme scheme, Rate rate, LayerChoice layers) {

    /** The verb's name in a model's history. */
    public static final String VERB = "prune";

    /** The setting that names the scheme. */
    public static final String STRUCTURE = "structure";

    /** The setting that holds the rate. */
    public static final String RATE = "rate";

    private static final String PATTERNS = "patterns";
    private static final List<String> KEYS = Stream.concat(
                    Stream.of(STRUCTURE, RATE, PATTERNS), LayerChoice.KEYS.stream())
            .toList();

    /** The largest single weights stay. */
    public static Prune unstructured(Rate rate) {
        return new Prune(new Scheme.Unstructured(), rate, LayerChoice.USUAL);
    }

    /** Kernel patterns, 8 of them mined from the model, with connectivity. */
    public static Prune pattern(Rate rate) {
        return new Prune(new Scheme.Pattern(KernelPatterns.USUAL), rate, LayerChoice.USUAL);
    }

    /**
     * The pruning that settings describe, as {@link #settings()} writes them: {@code structure} and {@code rate}, and
     * optionally {@code patterns}, {@code only}, {@code include} and {@code exclude} (layer names, separated by commas).
     *
     * @throws IllegalArgumentException for an unknown key, with the nearest there is, and for any bad value
     */
    public static Prune parse(Map<String, String> settings) {
        Settings given = Settings.of("pruning", settings, KEYS);
        Scheme scheme = given.read(STRUCTURE, Scheme::parse);
        if (settings.containsKey(PATTERNS)) {
            scheme = withPatterns(scheme, settings.get(PATTERNS));
        }
        return new Prune(scheme, given.read(RATE, Rate::parse), LayerChoice.of(given));
    }

    private static Scheme withPatterns(Scheme scheme, String count) {
        if (!(scheme instanceof Scheme.Pattern)) {
            throw new IllegalArgumentException("patterns=" + count + " needs structure=pattern, found " + scheme);
        }
        try {
            return new Scheme.Pattern(Integer.parseInt(count.strip()));
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("patterns=" + count + " is no whole number; 8 is usual", noNumber);
        }
    }

    /** These settings as text, so that {@link #parse} gives the same again. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(STRUCTURE, scheme.toString());
        settings.put(RATE, rate.exact());
        if (scheme instanceof Scheme.Pattern pattern) {
            settings.put(PATTERNS, Integer.toString(pattern.patterns()));
        }
        settings.putAll(layers.settings());
        return settings;
    }

    /** Just these layers. */
    public Prune only(String... names) {
        return new Prune(scheme, rate, new LayerChoice(List.of(names), layers.include(), layers.exclude()));
    }

    /** These layers too, though usually left out. */
    public Prune include(String... names) {
        return new Prune(scheme, rate, new LayerChoice(layers.only(), List.of(names), layers.exclude()));
    }

    /** Not these layers. */
    public Prune exclude(String... names) {
        return new Prune(scheme, rate, new LayerChoice(layers.only(), layers.include(), List.of(names)));
    }

    /**
     * Prunes in one step, by magnitude.
     *
     * @throws IllegalArgumentException if a layer name is unknown, a layer asked for cannot be pruned like this, the
     *     rate is below what the structure starts at, or no layer is left to prune
     */
    public Pruned apply(Model model) {
        PrunePlan plan = PrunePlan.of(model, this);
        Parameters parameters = model.parameters();
        Map<String, Encoding> encodings = new LinkedHashMap<>(model.encodings());
        for (PrunedLayer layer : plan.pruned()) {
            Member member = project(plan.set(), layer, parameters);
            parameters = parameters.with(layer.parameter(), member.weights());
            encodings.put(layer.parameter(), member.encoding());
        }
        return Pruned.of(model.with(parameters, encodings, new Step(VERB, settings())), this, plan);
    }

    /** A layer's weight onto a set; an error names the layer. */
    static Member project(SparsitySet set, PrunedLayer layer, Parameters parameters) {
        try {
            return set.project(parameters.get(layer.parameter()));
        } catch (IllegalArgumentException unfit) {
            throw new IllegalArgumentException("layer '" + layer.layer() + "': " + unfit.getMessage(), unfit);
        }
    }
}
