package dev.espalier.solve;

import dev.espalier.model.Model;
import dev.espalier.model.Settings;
import dev.espalier.train.TrainingRun;
import java.util.List;
import java.util.Map;

/**
 * Straight-through training: the forward pass uses the projection of the weights, its gradient moves the weights
 * themselves (Bengio, Léonard and Courville, arXiv 1308.3432). A small step that the projection rounds away is not lost,
 * and a pruned weight can come back.
 *
 * <p>Up to a point the projection decides anew which weights are zero, and with which scales and levels; from there on
 * these stay, as accuracy swings to and fro while they move.
 *
 * @param every how many steps pass until the projection decides anew, at least 1; in between weights follow the last
 *     decision
 * @param until the part of the training after which nothing is decided any more, above 0 to 1
 */
public record StraightThrough(int every, double until) implements Solver {

    /** Decides anew after every tenth step, for three quarters of the training. */
    public static final StraightThrough USUAL = new StraightThrough(10, 0.75);

    static final String NAME = "straight-through";

    private static final String EVERY = "every";
    private static final String UNTIL = "until";

    public StraightThrough {
        if (every < 1) {
            throw new IllegalArgumentException(
                    "straight-through training that decides anew every " + every + " steps; at least 1");
        }
        if (!(until > 0 && until <= 1)) {
            throw new IllegalArgumentException("straight-through training that decides until " + until
                    + " of the training; it must be above 0 and at most 1");
        }
    }

    static StraightThrough parse(Map<String, String> settings) {
        Settings given = Settings.of(NAME, settings, List.of(EVERY, UNTIL));
        return new StraightThrough(
                given.read(EVERY, USUAL.every, Integer::parseInt), given.read(UNTIL, USUAL.until, Double::parseDouble));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> settings() {
        return Settings.text(EVERY, every, UNTIL, until);
    }

    @Override
    public Solution solve(Model model, Attempt attempt) {
        Model free = attempt.unconstrained(model);
        Model start = free.with(free.parameters(), attempt.done());
        TrainingRun run = attempt.recover(start, new StraightThroughPolicy(this, attempt.goal(), model.encodings()));
        return Solution.recovered(run);
    }

    /** The step of the last decision. */
    long lastStep(long steps) {
        return Math.round(until * steps);
    }

    @Override
    public String toString() {
        return text();
    }
}
