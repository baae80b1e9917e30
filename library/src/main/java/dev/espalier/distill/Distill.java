package dev.espalier.distill;

import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.Settings;
import dev.espalier.model.Step;
import dev.espalier.train.Digest;
import dev.espalier.train.Objective;
import dev.espalier.train.loss.KernelAlignment;
import dev.espalier.train.loss.KernelAlignment.Rho;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a student learns from: the labels, and its teacher's answers, features, and the alignment of features. The loss is the
 * weighted sum.
 *
 * <pre>{@code
 * Distill distill = Distill.answers(4, 0.9).and(Features.adapted(1, new Seed(1), LayerPair.of("relu3")));
 * Distilled small = new Distillation(distill, teacher, Trainer.of(plan)).run(student, data);
 * }</pre>
 *
 * @param labels weight of the cross-entropy, at least 0
 * @param answers of the teacher; empty if they do not count
 * @param features to be as the teacher's; empty if they do not count
 * @param alignment with the teacher's features; empty if it does not count
 */
public record Distill(
        double labels, Optional<Answers> answers, Optional<Features> features, Optional<Alignment> alignment) {

    /** The verb's name in a model's history. */
    public static final String VERB = "distill";

    /** The setting that names the teacher. */
    public static final String TEACHER = "teacher";

    private static final String LABELS = "labels";
    private static final String ANSWERS = "answers";
    private static final String TEMPERATURE = "temperature";
    private static final String FEATURES = "features";
    private static final String FEATURE_WEIGHT = "featureWeight";
    private static final String ADAPTORS = "adaptors";
    private static final String ALIGNMENT = "alignment";
    private static final String ALIGNMENT_WEIGHT = "alignmentWeight";
    private static final String RHO = "rho";
    private static final String CENTERED = "centered";

    /** What {@link #parse} reads. */
    public static final List<String> KEYS = List.of(
            LABELS,
            ANSWERS,
            TEMPERATURE,
            FEATURES,
            FEATURE_WEIGHT,
            ADAPTORS,
            ALIGNMENT,
            ALIGNMENT_WEIGHT,
            RHO,
            CENTERED);

    public Distill {
        if (!(labels >= 0 && labels < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the weight of the labels is " + labels + "; it must not be negative");
        }
        if (answers.isEmpty() && features.isEmpty() && alignment.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing is learned from the teacher; name its answers, features or an alignment");
        }
    }

    /**
     * The teacher's answers in place of part of the labels: (1 - weight) cross-entropy + weight T² KL.
     *
     * @param temperature T, above 0
     * @param weight of the teacher's part, in (0, 1]
     */
    public static Distill answers(double temperature, double weight) {
        if (!(weight > 0 && weight <= 1)) {
            throw new IllegalArgumentException("the weight of the teacher is " + weight + "; it must be in (0, 1]");
        }
        return new Distill(
                1 - weight, Optional.of(new Answers(weight, temperature)), Optional.empty(), Optional.empty());
    }

    /** Labels with full weight, and features. */
    public static Distill features(Features features) {
        return new Distill(1, Optional.empty(), Optional.of(features), Optional.empty());
    }

    /** Labels with full weight, and aligned features. */
    public static Distill alignment(Alignment alignment) {
        return new Distill(1, Optional.empty(), Optional.empty(), Optional.of(alignment));
    }

    /** This, and features. */
    public Distill and(Features more) {
        return new Distill(labels, answers, Optional.of(more), alignment);
    }

    /** This, and aligned features. */
    public Distill and(Alignment more) {
        return new Distill(labels, answers, features, Optional.of(more));
    }

    /**
     * What settings describe, as {@link #settings()} writes them: {@code labels} and {@code answers} are weights (1 and 0 if
     * left out), {@code features} and {@code alignment} are pairs of layers, {@code adaptors} is a seed.
     *
     * @throws IllegalArgumentException for an unknown key, with the nearest there is, and for any bad value
     */
    public static Distill parse(Map<String, String> settings) {
        Settings given = Settings.of("distillation", settings, KEYS);
        needs(settings, ANSWERS, TEMPERATURE);
        needs(settings, FEATURES, FEATURE_WEIGHT, ADAPTORS);
        needs(settings, ALIGNMENT, ALIGNMENT_WEIGHT, RHO, CENTERED);
        return new Distill(
                given.read(LABELS, 1.0, Double::parseDouble),
                given.find(ANSWERS)
                        .map(any -> new Answers(
                                given.read(ANSWERS, Double::parseDouble),
                                given.read(TEMPERATURE, 4.0, Double::parseDouble))),
                given.find(FEATURES)
                        .map(any -> new Features(
                                given.read(FEATURE_WEIGHT, 1.0, Double::parseDouble),
                                given.read(FEATURES, LayerPair::parse),
                                given.find(ADAPTORS).map(seed -> given.read(ADAPTORS, Distill::seed)))),
                given.find(ALIGNMENT)
                        .map(any -> new Alignment(
                                given.read(ALIGNMENT_WEIGHT, 1.0, Double::parseDouble),
                                new KernelAlignment(
                                        given.read(RHO, Rho.ITEMS, Distill::rho),
                                        given.read(CENTERED, false, Distill::flag)),
                                given.read(ALIGNMENT, LayerPair::parse))));
    }

    private static void needs(Map<String, String> settings, String main, String... details) {
        for (String detail : details) {
            if (settings.containsKey(detail) && !settings.containsKey(main)) {
                throw new IllegalArgumentException(
                        "distillation: " + detail + "=" + settings.get(detail) + " has no meaning without " + main);
            }
        }
    }

    private static Seed seed(String text) {
        return new Seed(Long.parseLong(text));
    }

    private static Rho rho(String text) {
        return switch (text) {
            case "items" -> Rho.ITEMS;
            case "spatial" -> Rho.SPATIAL;
            default -> throw new IllegalArgumentException("no rho '" + text + "'; there is items and spatial");
        };
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }

    /** These settings as text, so that {@link #parse} gives the same again. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(LABELS, Double.toString(labels));
        answers.ifPresent(part -> {
            settings.put(ANSWERS, Double.toString(part.weight()));
            settings.put(TEMPERATURE, Double.toString(part.temperature()));
        });
        features.ifPresent(part -> {
            settings.put(FEATURES, LayerPair.text(part.layers()));
            settings.put(FEATURE_WEIGHT, Double.toString(part.weight()));
            part.adaptors().ifPresent(seed -> settings.put(ADAPTORS, Long.toString(seed.value())));
        });
        alignment.ifPresent(part -> {
            settings.put(ALIGNMENT, LayerPair.text(part.layers()));
            settings.put(ALIGNMENT_WEIGHT, Double.toString(part.weight()));
            settings.put(RHO, part.kernel().rho().name().toLowerCase(Locale.ROOT));
            settings.put(CENTERED, Boolean.toString(part.kernel().centered()));
        });
        return settings;
    }

    /** This as a step of a history. */
    public Step step(Model teacher) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(TEACHER, reference(teacher));
        settings.putAll(settings());
        return new Step(VERB, settings);
    }

    /** How a history refers to a teacher: its name and the digest of its numbers. */
    public static String reference(Model teacher) {
        return teacher.name() + "@" + Digest.brief(teacher.parameters());
    }

    /**
     * What a trainer makes smaller. Adaptors are parameters of their own, which the network that is trained must have:
     * {@link Distillation} sees to that.
     *
     * @param teacher takes the images of the student and has its classes; it is used as in inference and not changed
     */
    public Objective objective(Model teacher) {
        return new Objective(step(teacher).toString(), new DistillationLoss(this, teacher));
    }

    static void checkWeight(String what, double weight) {
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the weight of " + what + " is " + weight + "; it must be above 0");
        }
    }

    static List<LayerPair> checkLayers(String what, List<LayerPair> layers) {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("distillation of " + what + " names no layers");
        }
        return List.copyOf(layers);
    }

    /** What counts, in words. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (labels > 0) {
            parts.add(number(labels) + " labels");
        }
        answers.ifPresent(
                part -> parts.add(number(part.weight()) + " answers at temperature " + number(part.temperature())));
        features.ifPresent(part -> parts.add(number(part.weight()) + " features "
                + LayerPair.text(part.layers())
                + (part.adaptors().isPresent() ? " through adaptors" : "")));
        alignment.ifPresent(part -> parts.add(number(part.weight()) + " alignment "
                + LayerPair.text(part.layers())
                + (part.kernel().centered() ? ", centered" : "")
                + (part.kernel().rho() == Rho.SPATIAL ? ", positions as rows" : "")));
        return "distillation: " + String.join(" + ", parts);
    }

    /** Without the last digits of 1 - 0.9. */
    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.4g", value);
        return text.contains("e") ? text : text.replaceFirst("\\.?0+$", "");
    }
}
