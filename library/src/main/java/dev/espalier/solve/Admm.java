package dev.espalier.solve;

import dev.espalier.model.Model;
import dev.espalier.model.Settings;
import dev.espalier.train.Optimizer;
import dev.espalier.train.TrainingPlan;
import dev.espalier.train.TrainingRun;
import java.util.List;
import java.util.Map;

/**
 * Alternating direction method of multipliers: weights W are trained while they are pulled towards copies Z that are in
 * the sets, and the duals U add up what is left between the two (Boyd et al. 2011, section 3.1.1, in its scaled form; for
 * pruning Zhang et al., arXiv 1804.03294). A weight under several constraints has a copy and a dual for each, as PatDNN
 * (arXiv 2001.00138) has for patterns and connectivity.
 *
 * <pre>
 * W: minimise loss(W) + sum over parts ½ rho ||W - Z + U||²     by training
 * Z = project(W + U),  U = U + W - Z                            at the end of each round
 * </pre>
 *
 * <p>The penalty rho grows from stage to stage, and the duals shrink as much as it grows (section 3.4.1). In the end W is
 * projected, and trained on with the constraints in force.
 *
 * <p>Each stage needs time to converge: with a momentum of 0.9, W follows Z in about 0.1 / (rate rho) steps. Whether it
 * has is in {@link Recovered#residuals()}.
 *
 * @param rho the penalty of the first stage, above 0
 * @param growth its factor from stage to stage, at least 1
 * @param stages at least 1
 * @param epochs of each stage, at least 1
 * @param rounds of each stage: how often copies and duals are renewed, at least 1
 */
public record Admm(double rho, double growth, int stages, int epochs, int rounds) implements Solver {

    /**
     * Penalties of 0.001, 0.01, 0.1 and 1, five epochs each, with copies and duals renewed after every epoch. The ratio of
     * 10 over four stages is that of YOLObile (arXiv 2009.05697), whose penalties, made for longer stages, are a tenth.
     */
    public static final Admm USUAL = new Admm(1e-3, 10, 4, 5, 5);

    static final String NAME = "admm";

    private static final String RHO = "rho";
    private static final String GROWTH = "growth";
    private static final String STAGES = "stages";
    private static final String EPOCHS = "epochs";
    private static final String ROUNDS = "rounds";

    public Admm {
        if (!(rho > 0 && rho < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("ADMM with rho " + rho + "; it must be above 0, 0.001 is usual");
        }
        if (!(growth >= 1 && growth < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "ADMM with rho growing by " + growth + " from stage to stage; at least 1, 10 is usual");
        }
        if (stages < 1 || epochs < 1 || rounds < 1) {
            throw new IllegalArgumentException("ADMM in " + stages + " stages of " + epochs + " epochs and " + rounds
                    + " rounds; at least 1 of each");
        }
    }

    static Admm parse(Map<String, String> settings) {
        Settings given = Settings.of(NAME, settings, List.of(RHO, GROWTH, STAGES, EPOCHS, ROUNDS));
        return new Admm(
                given.read(RHO, USUAL.rho, Double::parseDouble),
                given.read(GROWTH, USUAL.growth, Double::parseDouble),
                given.read(STAGES, USUAL.stages, Integer::parseInt),
                given.read(EPOCHS, USUAL.epochs, Integer::parseInt),
                given.read(ROUNDS, USUAL.rounds, Integer::parseInt));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> settings() {
        return Settings.text(RHO, rho, GROWTH, growth, STAGES, stages, EPOCHS, epochs, ROUNDS, rounds);
    }

    /** The penalty of a stage, counted from 0. */
    double rho(int stage) {
        return rho * Math.pow(growth, stage);
    }

    @Override
    public Solution solve(Model model, Attempt attempt) {
        TrainingPlan plan = attempt.plan(NAME).withEpochs(stages * epochs);
        checkStability(plan, attempt.goal());
        TrainingRun run = attempt.train(NAME, plan, attempt.unconstrained(model), new AdmmPolicy(this, attempt.goal()));
        Residuals residuals = Residuals.of(this, attempt.goal(), run.hold());
        return run.finished()
                ? Solution.toRecover(attempt.project(model, run.model()), run).with(residuals)
                : Solution.toRecover(run.model(), run).with(residuals);
    }

    /** Gradient descent with momentum m and rate r diverges on ½ c w² from r c = 2 (1 + m) on. */
    private void checkStability(TrainingPlan plan, Goal goal) {
        if (!(plan.optimizer() instanceof Optimizer.Sgd sgd)) {
            return;
        }
        double force = rho(stages - 1) * goal.mostPartsOfAParameter();
        if (sgd.rate() * force >= 2 * (1 + sgd.momentum())) {
            throw new IllegalArgumentException("ADMM's last penalty of " + force + " at a learning rate of "
                    + sgd.rate() + " makes weights overshoot further and further; the product must be below "
                    + 2 * (1 + sgd.momentum()) + ": fewer stages, or a smaller rho, growth or rate");
        }
    }

    @Override
    public String toString() {
        return text();
    }
}
