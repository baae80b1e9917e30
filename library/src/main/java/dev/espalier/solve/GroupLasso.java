package dev.espalier.solve;

import dev.espalier.model.Model;
import dev.espalier.model.Settings;
import dev.espalier.train.TrainingPlan;
import dev.espalier.train.TrainingRun;
import java.util.List;
import java.util.Map;

/**
 * Reweighted group lasso: trains with a penalty that presses the groups that are small already towards zero and leaves
 * large ones alone (Candès, Wakin and Boyd 2008 for single weights), then projects, then trains on with the constraints in
 * force. The groups are those of each part: kernels, columns, blocks, whatever its structure keeps or drops together.
 *
 * <pre>
 * minimise loss(W) + lambda sum over groups a_g ||W_g||,   a_g = 1 / (||W_g|| + epsilon), renewed now and then
 * </pre>
 *
 * @param lambda the weight of the penalty, above 0
 * @param epsilon keeps the pressure on groups near zero finite, above 0
 * @param epochs of training under the penalty, at least 1
 * @param refresh epochs after which the pressures a are renewed, at least 1
 */
public record GroupLasso(double lambda, double epsilon, int epochs, int refresh) implements Solver {

    /**
     * The published lambda and epsilon of the reweighted method for block-structured sparsity; its pressures were renewed
     * every four epochs.
     */
    public static final GroupLasso USUAL = new GroupLasso(1e-4, 1e-3, 20, 4);

    static final String NAME = "group-lasso";

    private static final String LAMBDA = "lambda";
    private static final String EPSILON = "epsilon";
    private static final String EPOCHS = "epochs";
    private static final String REFRESH = "refresh";

    public GroupLasso {
        if (!(lambda > 0 && lambda < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("group lasso with lambda " + lambda + "; it must be above 0");
        }
        if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("group lasso with epsilon " + epsilon + "; it must be above 0");
        }
        if (epochs < 1 || refresh < 1) {
            throw new IllegalArgumentException(
                    "group lasso for " + epochs + " epochs, renewed after every " + refresh + "; at least 1 of each");
        }
    }

    static GroupLasso parse(Map<String, String> settings) {
        Settings given = Settings.of(NAME, settings, List.of(LAMBDA, EPSILON, EPOCHS, REFRESH));
        return new GroupLasso(
                given.read(LAMBDA, USUAL.lambda, Double::parseDouble),
                given.read(EPSILON, USUAL.epsilon, Double::parseDouble),
                given.read(EPOCHS, USUAL.epochs, Integer::parseInt),
                given.read(REFRESH, USUAL.refresh, Integer::parseInt));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> settings() {
        return Settings.text(LAMBDA, lambda, EPSILON, epsilon, EPOCHS, epochs, REFRESH, refresh);
    }

    @Override
    public Solution solve(Model model, Attempt attempt) {
        TrainingPlan plan = attempt.plan(NAME).withEpochs(epochs);
        LassoPolicy policy =
                new LassoPolicy(this, attempt.goal(), 1 / plan.optimizer().rate());
        TrainingRun run = attempt.train(NAME, plan, attempt.unconstrained(model), policy);
        return run.finished()
                ? Solution.toRecover(attempt.project(model, run.model()), run)
                : Solution.toRecover(run.model(), run);
    }

    @Override
    public String toString() {
        return text();
    }
}
