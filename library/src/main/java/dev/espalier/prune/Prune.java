package dev.espalier.prune;

import dev.espalier.data.Split;
import dev.espalier.model.LayerChoice;
import dev.espalier.model.Model;
import dev.espalier.model.Settings;
import dev.espalier.model.Step;
import dev.espalier.model.Structure;
import dev.espalier.solve.Aim;
import dev.espalier.solve.Goal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Pruning as a setting and a verb: every chosen layer's weight is replaced by the nearest member of a sparsity set.
 *
 * <p>The rate is that of the pruned layers, as papers define it, and each of them gets the same unless told otherwise;
 * what it is over the whole model is in the result.
 *
 * @param scheme what shape the zeros have
 * @param rate total / kept weights of each pruned layer
 * @param layers which layers
 * @param rates of layers whose rate is another
 */
public record Prune(Scheme scheme, Rate rate, LayerChoice layers, LayerRates rates) implements Aim {

    /** The verb's name in a model's history. */
    public static final String VERB = "prune";

    /** The setting that names the scheme. */
    public static final String STRUCTURE = "structure";

    /** The setting that holds the rate. */
    public static final String RATE = "rate";

    /** The setting that holds rates of single layers. */
    public static final String RATES = "rates";

    private static final String PATTERNS = "patterns";
    private static final List<String> KEYS = Stream.concat(
                    Stream.of(STRUCTURE, RATE, RATES, PATTERNS), LayerChoice.KEYS.stream())
            .toList();

    /** The same rate for all layers. */
    public Prune(Scheme scheme, Rate rate, LayerChoice layers) {
        this(scheme, rate, layers, LayerRates.NONE);
    }

    /** The usual layers. */
    public static Prune of(Scheme scheme, Rate rate) {
        return new Prune(scheme, rate, LayerChoice.USUAL);
    }

    /** The largest single weights stay. */
    public static Prune unstructured(Rate rate) {
        return new Prune(new Scheme.Fixed(new Structure.Unstructured()), rate, LayerChoice.USUAL);
    }

    /** Kernel patterns, 8 of them mined from the model, with connectivity. */
    public static Prune pattern(Rate rate) {
        return new Prune(new Scheme.Pattern(KernelPatterns.USUAL), rate, LayerChoice.USUAL);
    }

    /**
     * The pruning that settings describe, as {@link #settings()} writes them: {@code structure} and {@code rate}, and
     * optionally {@code rates}, {@code patterns} (what {@code pattern:8} says), {@code only}, {@code include} and
     * {@code exclude} (layer names, separated by commas). A scheme that has one rate needs none.
     *
     * @throws IllegalArgumentException for an unknown key, with the nearest there is, and for any bad value
     */
    public static Prune parse(Map<String, String> settings) {
        Settings given = Settings.of("pruning", settings, KEYS);
        Scheme scheme = given.read(STRUCTURE, Scheme::parse);
        if (settings.containsKey(PATTERNS)) {
            scheme = withPatterns(scheme, settings.get(PATTERNS));
        }
        Rate rate = scheme.ownRate().isPresent() && given.find(RATE).isEmpty()
                ? scheme.ownRate().get()
                : given.read(RATE, Rate::parse);
        return new Prune(scheme, rate, LayerChoice.of(given), given.read(RATES, LayerRates.NONE, LayerRates::parse));
    }

    private static Scheme withPatterns(Scheme scheme, String count) {
        if (!(scheme instanceof Scheme.Pattern pattern)) {
            throw new IllegalArgumentException("patterns=" + count + " needs structure=pattern, found " + scheme);
        }
        try {
            return new Scheme.Pattern(Integer.parseInt(count.strip()), pattern.sharing());
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("patterns=" + count + " is no whole number; 8 is usual", noNumber);
        }
    }

    /** These settings as text, so that {@link #parse} gives the same again. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(STRUCTURE, scheme.toString());
        settings.put(RATE, rate.exact());
        if (!rates.byName().isEmpty()) {
            settings.put(RATES, rates.toString());
        }
        settings.putAll(layers.settings());
        return settings;
    }

    /** Just these layers. */
    public Prune only(String... names) {
        return new Prune(scheme, rate, new LayerChoice(List.of(names), layers.include(), layers.exclude()), rates);
    }

    /** These layers too, though usually left out. */
    public Prune include(String... names) {
        return new Prune(scheme, rate, new LayerChoice(layers.only(), List.of(names), layers.exclude()), rates);
    }

    /** These layers at rates of their own. */
    public Prune with(LayerRates rates) {
        return new Prune(scheme, rate, layers, rates);
    }

    /** Not these layers. */
    public Prune exclude(String... names) {
        return new Prune(scheme, rate, new LayerChoice(layers.only(), layers.include(), List.of(names)), rates);
    }

    /**
     * Prunes in one step, by magnitude.
     *
     * @throws IllegalArgumentException if a layer name is unknown, a layer asked for cannot be pruned like this, the
     *     rate is below what the structure starts at, or no layer is left to prune
     */
    public Pruned apply(Model model) {
        PrunePlan plan = PrunePlan.of(model, this);
        return Pruned.of(plan.goal().apply(model, step()), this, plan);
    }

    /**
     * What this pruning has come to in a model: masks are counted, not believed.
     *
     * @param given the model before it was pruned
     * @param model the same, pruned and trained on
     */
    public Pruned describe(Model given, Model model) {
        return Pruned.of(model, this, PrunePlan.of(given, this));
    }

    @Override
    public String name() {
        return "pruning";
    }

    @Override
    public Goal settle(Model model, Split data) {
        return PrunePlan.of(model, this).goal();
    }

    @Override
    public Step step() {
        return new Step(VERB, settings());
    }
}
