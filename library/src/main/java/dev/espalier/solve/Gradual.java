package dev.espalier.solve;

import dev.espalier.model.Model;
import dev.espalier.model.Settings;
import dev.espalier.train.TrainingRun;
import java.util.List;
import java.util.Map;

/**
 * Prunes in rounds during training, with a sparsity that rises as a cubic (Zhu and Gupta, arXiv 1710.01878, equation 1):
 * fast while there is much to spare, slowly towards the end.
 *
 * <pre>
 * s(t) = s_final + (s_initial - s_final) (1 - t / T)^3
 * </pre>
 *
 * <p>The initial sparsity is that of the loosest set of each part's {@link Tightening}: 0 in most structures, 5/9 in 3x3
 * layers with kernel patterns, which are in force from the start while connectivity tightens. A part without a tightening
 * comes into force in the last round.
 *
 * @param rounds how often the sets are renewed after the start, at least 1
 * @param until the part of the training by which the goal is reached, above 0 to 1; the rest is recovery
 */
public record Gradual(int rounds, double until) implements Solver {

    /** Twenty rounds over the first half of the training. */
    public static final Gradual USUAL = new Gradual(20, 0.5);

    static final String NAME = "gradual";

    private static final String ROUNDS = "rounds";
    private static final String UNTIL = "until";

    public Gradual {
        if (rounds < 1) {
            throw new IllegalArgumentException("gradual pruning in " + rounds + " rounds; at least 1");
        }
        if (!(until > 0 && until <= 1)) {
            throw new IllegalArgumentException("gradual pruning until " + until
                    + " of the training; it must be above 0 and at most 1, 0.5 is half of it");
        }
    }

    static Gradual parse(Map<String, String> settings) {
        Settings given = Settings.of(NAME, settings, List.of(ROUNDS, UNTIL));
        return new Gradual(
                given.read(ROUNDS, USUAL.rounds, Integer::parseInt),
                given.read(UNTIL, USUAL.until, Double::parseDouble));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> settings() {
        return Settings.text(ROUNDS, rounds, UNTIL, until);
    }

    @Override
    public Solution solve(Model model, Attempt attempt) {
        Model start = model.with(model.parameters(), attempt.done());
        GradualPolicy policy = new GradualPolicy(this, attempt.goal(), model.encodings());
        TrainingRun run = attempt.recover(start, policy);
        return Solution.recovered(run);
    }

    /** The step at which the goal is reached. */
    long lastStep(long steps) {
        return Math.round(until * steps);
    }

    /** Whether the sets are renewed after this many steps. */
    boolean isRound(long step, long steps) {
        long last = lastStep(steps);
        if (step > last) {
            return false;
        }
        // Round k comes at step floor(k last / rounds).
        long round = (step * rounds + last - 1) / Math.max(1, last);
        return step == last || round * last / rounds == step;
    }

    /** The sparsity after this many steps on the way from one to another. */
    double sparsity(double from, double to, long step, long steps) {
        long last = lastStep(steps);
        if (step >= last) {
            return to;
        }
        double left = 1 - (double) step / last;
        return to + (from - to) * left * left * left;
    }

    @Override
    public String toString() {
        return text();
    }
}
