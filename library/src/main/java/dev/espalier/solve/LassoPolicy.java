package dev.espalier.solve;

import dev.espalier.model.Numbers;
import dev.espalier.model.Parameters;
import dev.espalier.train.Hold;
import dev.espalier.train.Policy;
import dev.espalier.train.Pull;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The penalty of {@link GroupLasso} as pulls towards zero. The gradient of lambda a ||w|| is c w with c = lambda a / ||w||;
 * c is renewed ten times an epoch, and in between the pull stays above the penalty and touches it where c was made
 * (majorization). The pressures a, one for each group, are the memory.
 *
 * @param most the largest c: 1 / learning rate, which takes a weight to zero in one step where a larger one overshoots
 */
record LassoPolicy(GroupLasso lasso, Goal goal, double most) implements Policy {

    private static final int RENEWALS_PER_EPOCH = 10;
    private static final String PRESSURE = "pressure/";

    LassoPolicy {
        for (Part part : goal.parts()) {
            if (part.groups().isEmpty()) {
                throw new IllegalArgumentException("group lasso cannot shrink '" + part.name()
                        + "': its constraint drops no groups of weights; use admm or straight-through");
            }
        }
    }

    @Override
    public Hold at(Moment moment) {
        Hold hold = Policy.KEEP.at(moment);
        long every = Math.max(1, moment.stepsPerEpoch() / RENEWALS_PER_EPOCH);
        boolean pressed = moment.step() % (lasso.refresh() * moment.stepsPerEpoch()) == 0;
        if (moment.step() % every != 0 && !pressed) {
            return hold;
        }
        Parameters weights = moment.weights().get();
        Map<String, INDArray> memory = new LinkedHashMap<>(hold.memory());
        Map<String, Pull> pulls = new LinkedHashMap<>(hold.pulls());
        for (int part = 0; part < goal.parts().size(); part++) {
            Groups groups = goal.parts().get(part).groups().orElseThrow();
            double[] norms = norms(groups, weights);
            String key = PRESSURE + part;
            if (pressed) {
                memory.put(key, pressures(norms));
            }
            double[] strengths = strengths(norms, memory.get(key));
            groups.of().forEach((name, of) -> pulls.put(name, pull(of, strengths, weights.get(name))));
        }
        return hold.withMemory(memory).withPulls(pulls);
    }

    private static double[] norms(Groups groups, Parameters weights) {
        double[] squares = new double[groups.count()];
        groups.of().forEach((name, of) -> {
            float[] values = Numbers.of(weights.get(name));
            for (int i = 0; i < values.length; i++) {
                if (of[i] >= 0) {
                    squares[of[i]] += (double) values[i] * values[i];
                }
            }
        });
        for (int group = 0; group < squares.length; group++) {
            squares[group] = Math.sqrt(squares[group]);
        }
        return squares;
    }

    private INDArray pressures(double[] norms) {
        float[] pressures = new float[norms.length];
        for (int group = 0; group < norms.length; group++) {
            pressures[group] = (float) (1 / (norms[group] + lasso.epsilon()));
        }
        return Nd4j.createFromArray(pressures);
    }

    private double[] strengths(double[] norms, INDArray pressures) {
        float[] a = pressures.data().asFloat();
        double[] strengths = new double[norms.length];
        for (int group = 0; group < norms.length; group++) {
            strengths[group] = Math.min(most, lasso.lambda() * a[group] / norms[group]);
        }
        return strengths;
    }

    private static Pull pull(int[] of, double[] strengths, INDArray like) {
        float[] strength = new float[of.length];
        for (int i = 0; i < of.length; i++) {
            strength[i] = of[i] >= 0 ? (float) strengths[of[i]] : 0;
        }
        return Pull.towardsZero(Nd4j.createFromArray(strength).reshape('c', like.shape()));
    }

    @Override
    public String description() {
        return lasso.text();
    }
}
