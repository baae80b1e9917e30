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
import java.util.Optional;
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
 * @param importance by what measure weights stay
 */
public record Prune(Scheme scheme, Rate rate, LayerChoice layers, LayerRates rates, Importance importance)
        implements Aim {

    /** The verb's name in a model's history. */
    public static final String VERB = "prune";

    /** The setting that names the scheme. */
    public static final String STRUCTURE = "structure";

    /** The setting that holds the rate. */
    public static final String RATE = "rate";

    /** The setting that holds rates of single layers. */
    public static final String RATES = "rates";

    /** The setting that names the importance. */
    public static final String IMPORTANCE = "importance";

    private static final Importance USUAL = new Importance.L2();
    private static final String PATTERNS = "patterns";
    private static final List<String> KEYS = Stream.concat(
                    Stream.of(STRUCTURE, RATE, RATES, IMPORTANCE, PATTERNS), LayerChoice.KEYS.stream())
            .toList();

    public Prune {
        if (importance.ofFilters() && !scheme.dropsFilters()) {
            throw new IllegalArgumentException("importance " + importance + " ranks whole filters, which structure "
                    + scheme + " does not keep or drop; there it can be l2, l1, gradient or random");
        }
    }

    /** The same rate for all layers, and the largest weights stay. */
    public Prune(Scheme scheme, Rate rate, LayerChoice layers) {
        this(scheme, rate, layers, LayerRates.NONE, USUAL);
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
     * optionally {@code rates}, {@code importance}, {@code patterns} (what {@code pattern:8} says), {@code only}, {@code include} and
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
        return new Prune(
                scheme,
                rate,
                LayerChoice.of(given),
                given.read(RATES, LayerRates.NONE, LayerRates::parse),
                given.read(IMPORTANCE, USUAL, Importance::parse));
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
        if (!importance.equals(USUAL)) {
            settings.put(IMPORTANCE, importance.toString());
        }
        settings.putAll(layers.settings());
        return settings;
    }

    /** Just these layers. */
    public Prune only(String... names) {
        return new Prune(
                scheme, rate, new LayerChoice(List.of(names), layers.include(), layers.exclude()), rates, importance);
    }

    /** These layers too, though usually left out. */
    public Prune include(String... names) {
        return new Prune(
                scheme, rate, new LayerChoice(layers.only(), List.of(names), layers.exclude()), rates, importance);
    }

    /** These layers at rates of their own. */
    public Prune with(LayerRates rates) {
        return new Prune(scheme, rate, layers, rates, importance);
    }

    /** Weights stay by another measure. */
    public Prune by(Importance measure) {
        return new Prune(scheme, rate, layers, rates, measure);
    }

    /** Not these layers. */
    public Prune exclude(String... names) {
        return new Prune(
                scheme, rate, new LayerChoice(layers.only(), layers.include(), List.of(names)), rates, importance);
    }

    /**
     * Prunes in one step.
     *
     * @throws IllegalArgumentException if a layer name is unknown, a layer asked for cannot be pruned like this, the
     *     rate is below what the structure starts at, no layer is left to prune, or the importance needs data
     */
    public Pruned apply(Model model) {
        return apply(model, importance.settle(model, Optional.empty()));
    }

    /**
     * Prunes in one step.
     *
     * @param data whose training part the importance may be measured on
     * @throws IllegalArgumentException as {@link #apply(Model)}
     */
    public Pruned apply(Model model, Split data) {
        return apply(model, importance.settle(model, Optional.ofNullable(data)));
    }

    private Pruned apply(Model model, Scores scores) {
        PrunePlan plan = PrunePlan.of(model, this);
        return Pruned.of(plan.goal(scores).apply(model, step()), this, plan);
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

    /**
     * The goal it comes to for one model.
     *
     * @throws IllegalArgumentException as {@link #apply(Model)}
     */
    public Goal settle(Model model) {
        return PrunePlan.of(model, this).goal(importance.settle(model, Optional.empty()));
    }

    @Override
    public Goal settle(Model model, Split data) {
        return PrunePlan.of(model, this).goal(importance.settle(model, Optional.ofNullable(data)));
    }

    @Override
    public Step step() {
        return new Step(VERB, settings());
    }
}
