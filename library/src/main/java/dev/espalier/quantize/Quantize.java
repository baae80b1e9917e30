package dev.espalier.quantize;

import dev.espalier.constraint.Constraint;
import dev.espalier.constraint.Member;
import dev.espalier.data.Split;
import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity;
import dev.espalier.model.LayerChoice;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Settings;
import dev.espalier.model.Step;
import dev.espalier.solve.Aim;
import dev.espalier.solve.Goal;
import dev.espalier.solve.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Quantization of weights as a setting and a verb: every chosen layer's weight is replaced by the nearest numbers that a
 * level set and a scale can express. Zeros under a mask stay, and scales and levels are those of the kept weights.
 *
 * @param levels what the weights may be, and in which rows
 * @param granularity which weights share a scale
 * @param scale how it is found
 * @param layers which layers
 * @param own other levels for some layers, by name; {@code *} stands for anything, and of several names that fit the last
 *     counts
 */
public record Quantize(
        Levels levels, Granularity granularity, ScaleChoice scale, LayerChoice layers, Map<String, Levels> own)
        implements Aim {

    /** The verb's name in a model's history. */
    public static final String VERB = "quantize";

    /** The setting that names the levels. */
    public static final String LEVELS = "levels";

    /** The setting that says what shares a scale. */
    public static final String GRANULARITY = "granularity";

    /** The setting that says how scales are found. */
    public static final String SCALE = "scale";

    /** The setting that gives layers other levels. */
    public static final String OWN = "own";

    private static final Granularity USUAL_GRANULARITY = new Granularity.PerRow();
    private static final ScaleChoice USUAL_SCALE = ScaleChoice.MSE;
    private static final List<String> KEYS = Stream.concat(
                    Stream.of(LEVELS, GRANULARITY, SCALE, OWN), LayerChoice.KEYS.stream())
            .toList();

    public Quantize {
        own = Collections.unmodifiableMap(new LinkedHashMap<>(own));
    }

    /** All layers to these levels, a scale for each row, found by squared error. */
    public static Quantize to(Levels levels) {
        return new Quantize(levels, USUAL_GRANULARITY, USUAL_SCALE, LayerChoice.USUAL, Map.of());
    }

    /** All layers to one level set, a scale for each row, found by squared error. */
    public static Quantize to(LevelSet set) {
        return to(new Levels.Uniform(set));
    }

    /** All layers to fixed point of 2 to 8 bits. */
    public static Quantize fixed(int bits) {
        return to(new LevelSet.Fixed(bits));
    }

    /** All layers to powers of two of 2 to 7 bits. */
    public static Quantize powerOfTwo(int bits) {
        return to(new LevelSet.PowerOfTwo(bits));
    }

    /** All layers to sums of two powers of two of 3 to 8 bits. */
    public static Quantize sumOfPowers(int bits) {
        return to(new LevelSet.SumOfPowers(bits));
    }

    /**
     * In all layers, this share of the rows (0 to 1), those of smallest variance, to sums of two powers of two, and the
     * others to fixed point (MSQ).
     */
    public static Quantize mixed(int bits, double share) {
        return to(new Levels.Mixed(new LevelSet.SumOfPowers(bits), new LevelSet.Fixed(bits), share));
    }

    /**
     * The quantization that settings describe, as {@link #settings()} writes them: {@code levels}, and optionally
     * {@code granularity}, {@code scale}, {@code own} (such as {@code conv1:fixed8,stage3.*:sp2-4}), {@code only},
     * {@code include} and {@code exclude} (layer names, separated by commas).
     *
     * @throws IllegalArgumentException for an unknown key, with the nearest there is, and for any bad value
     */
    public static Quantize parse(Map<String, String> settings) {
        Settings given = Settings.of("quantization", settings, KEYS);
        return new Quantize(
                given.read(LEVELS, Levels::parse),
                given.read(GRANULARITY, USUAL_GRANULARITY, Granularity::parse),
                given.read(SCALE, USUAL_SCALE, ScaleChoice::parse),
                LayerChoice.of(given),
                given.read(OWN, Map.of(), Quantize::parseOwn));
    }

    private static Map<String, Levels> parseOwn(String text) {
        Map<String, Levels> own = new LinkedHashMap<>();
        for (String entry : text.split(",")) {
            int colon = entry.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException(
                        "'" + entry.strip() + "' is no layer with levels; write conv1:fixed8,stage3.*:sp2-4");
            }
            own.put(entry.substring(0, colon).strip(), Levels.parse(entry.substring(colon + 1)));
        }
        return own;
    }

    /** These settings as text, so that {@link #parse} gives the same again. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(LEVELS, levels.toString());
        settings.put(GRANULARITY, granularity.toString());
        settings.put(SCALE, scale.toString());
        if (!own.isEmpty()) {
            settings.put(
                    OWN,
                    own.entrySet().stream()
                            .map(entry -> entry.getKey() + ":" + entry.getValue())
                            .collect(Collectors.joining(",")));
        }
        settings.putAll(layers.settings());
        return settings;
    }

    /** With scales shared by other weights. */
    public Quantize per(Granularity other) {
        return new Quantize(levels, other, scale, layers, own);
    }

    /** With scales found in another way. */
    public Quantize scaledBy(ScaleChoice other) {
        return new Quantize(levels, granularity, other, layers, own);
    }

    /** With other levels for a layer, or for all that a name with {@code *} fits. */
    public Quantize with(String layer, Levels its) {
        Map<String, Levels> more = new LinkedHashMap<>(own);
        more.remove(layer);
        more.put(layer, its);
        return new Quantize(levels, granularity, scale, layers, more);
    }

    /** Just these layers. */
    public Quantize only(String... names) {
        return choosing(new LayerChoice(List.of(names), layers.include(), layers.exclude()));
    }

    /** These layers too, though usually left out. */
    public Quantize include(String... names) {
        return choosing(new LayerChoice(layers.only(), List.of(names), layers.exclude()));
    }

    /** Not these layers. */
    public Quantize exclude(String... names) {
        return choosing(new LayerChoice(layers.only(), layers.include(), List.of(names)));
    }

    private Quantize choosing(LayerChoice choice) {
        return new Quantize(levels, granularity, scale, choice, own);
    }

    /** One part for each weight that is quantized. Masks that the model has are kept. */
    @Override
    public Goal settle(Model model, Split data) {
        return settle(model);
    }

    /**
     * The same without data, which weights need none of.
     *
     * @throws IllegalArgumentException as {@link #apply}
     */
    public Goal settle(Model model) {
        List<Part> parts = new ArrayList<>();
        for (PlannedLayer layer : PlannedLayer.of(model, this)) {
            layer.set()
                    .map(set -> within(set, model.encoding(layer.parameter())))
                    .ifPresent(constraint -> parts.add(Part.of(layer.layer(), layer.parameter(), constraint)));
        }
        return new Goal(parts);
    }

    @Override
    public String name() {
        return "quantization";
    }

    @Override
    public Step step() {
        return new Step(VERB, settings());
    }

    private static Constraint within(QuantizedSet set, Encoding encoding) {
        Optional<Encoding.Masked> mask = encoding.masked();
        return mask.isPresent() ? new MaskedLevels(set, mask.get()) : set;
    }

    /**
     * Quantizes in one step.
     *
     * @throws IllegalArgumentException if a layer name is unknown, a layer asked for cannot be quantized like this, or no
     *     layer is left to quantize
     */
    public Quantized apply(Model model) {
        List<PlannedLayer> plan = PlannedLayer.of(model, this);
        Parameters parameters = model.parameters();
        Map<String, Encoding> encodings = new LinkedHashMap<>(model.encodings());
        for (PlannedLayer layer : plan) {
            if (layer.set().isPresent()) {
                Member member = project(layer, model);
                parameters = parameters.with(layer.parameter(), member.weights());
                encodings.put(layer.parameter(), member.encoding());
            }
        }
        return Quantized.of(model, model.with(parameters, encodings, step()), this, plan);
    }

    /**
     * What this quantization has come to in a model that was trained after it, or towards it.
     *
     * @param given the model before it was quantized
     * @param model the same, quantized and trained on
     */
    public Quantized describe(Model given, Model model) {
        return Quantized.of(given, model, this, PlannedLayer.of(given, this));
    }

    private static Member project(PlannedLayer layer, Model model) {
        try {
            return within(layer.set().orElseThrow(), model.encoding(layer.parameter()))
                    .project(model.parameters().get(layer.parameter()));
        } catch (IllegalArgumentException unfit) {
            throw new IllegalArgumentException("layer '" + layer.layer() + "': " + unfit.getMessage(), unfit);
        }
    }
}
