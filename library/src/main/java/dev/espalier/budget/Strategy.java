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

    /**
     * One score for all parts: pieces (weights, kernels, blocks, channels) below it are cut, and it is found by bisection.
     *
     * @param score of a piece
     */
    record Threshold(Score score) implements Strategy {

        /** What makes pieces of different parts comparable. */
        public enum Score {
            /** Mean square of the piece's weights: global magnitude pruning. Depends on how layers happen to be scaled. */
            MAGNITUDE,
            /**
             * Sum of squares of the piece's weights over that of all pieces of its part that are at least as large (Lee et
             * al., arXiv 2010.15077, equation 4). The largest piece of every part scores 1.
             */
            LAMP
        }

        @Override
        public String toString() {
            return score == Score.LAMP ? "LAMP threshold" : "magnitude threshold";
        }
    }
}
