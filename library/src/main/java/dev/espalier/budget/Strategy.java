package dev.espalier.budget;

/** How a budget is divided among the parts of a model. */
public sealed interface Strategy {

    /** The same position for every part, found by bisection; parts that cannot have it take their nearest below. */
    record Uniform() implements Strategy {

        @Override
        public String toString() {
            return "uniform";
        }
    }

    /**
     * The positions with the least sum of measured loss increases: a multiple-choice knapsack. It takes the parts' losses
     * to add up, which holds near the given model and less so far from it.
     *
     * @param curves of the same dials
     */
    record Measured(SensitivityCurves curves) implements Strategy {

        @Override
        public String toString() {
            return "sensitivity";
        }
    }
}
