package dev.espalier.train;

import dev.espalier.data.Dataset;
import dev.espalier.data.Split;
import dev.espalier.model.Settings;
import dev.espalier.model.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a step of training in a model's history says.
 *
 * @param data the training images, their number and a digest of where they come from, as one text
 * @param plan of the run
 * @param objective what was made smaller
 * @param steps how many steps of the optimizer were done: fewer than planned if the run was stopped
 */
public record Trained(String data, TrainingPlan plan, String objective, long steps) {

    /** The verb of such a step. */
    public static final String VERB = "train";

    /** The setting that holds the objective. */
    public static final String OBJECTIVE = "objective";

    private static final String DATA = "data";
    private static final String IMAGES = "images";
    private static final String DIGEST = "digest";
    private static final String NORMALIZATION = "normalization";
    private static final String STEPS = "steps";
    private static final List<String> OWN = List.of(DATA, IMAGES, DIGEST, NORMALIZATION, OBJECTIVE, STEPS);

    /** The step of a run, so that {@link #parse} can read it. */
    static Step step(Split data, Trainer trainer, long steps) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(DATA, data.train().title());
        settings.put(IMAGES, Integer.toString(data.train().size()));
        settings.put(DIGEST, digest(data.train()));
        settings.put(NORMALIZATION, data.normalization().toString());
        settings.putAll(trainer.plan().settings());
        settings.put(OBJECTIVE, trainer.objective().toString());
        settings.put(STEPS, Long.toString(steps));
        return new Step(VERB, settings);
    }

    /**
     * Reads a step that a {@link Trainer} wrote.
     *
     * @throws IllegalArgumentException for an unknown key, with the nearest there is, and for any bad value
     */
    public static Trained parse(Step step) {
        Map<String, String> plan = new LinkedHashMap<>(step.settings());
        plan.keySet().removeAll(OWN);
        Map<String, String> own = new LinkedHashMap<>(step.settings());
        own.keySet().retainAll(OWN);
        Settings given = Settings.of("a step of training", own, OWN);
        return new Trained(
                given.read(DATA, String::valueOf) + ", " + given.read(IMAGES, Integer::parseInt) + " images, digest "
                        + given.read(DIGEST, String::valueOf),
                TrainingPlan.parse(plan),
                given.read(OBJECTIVE, String::valueOf),
                given.read(STEPS, Long::parseLong));
    }

    /** Fails unless the training images are those the step was done with. */
    public void check(Split found) {
        String given = found.train().title() + ", " + found.train().size() + " images, digest " + digest(found.train());
        if (!given.equals(data)) {
            throw new IllegalArgumentException("this was trained on " + data + "; found " + given);
        }
    }

    /** What tells datasets apart: where the bytes come from and what was selected from them. */
    static String identity(Dataset data) {
        return data.title() + " " + data.size() + " " + data.provenance().selection() + " "
                + data.provenance().sha256();
    }

    private static String digest(Dataset data) {
        return Digest.brief(identity(data));
    }
}
