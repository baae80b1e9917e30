package dev.espalier.train;

/** How parameters follow their gradients. Immutable: the moving state is kept by the run. */
public sealed interface Optimizer {

    /** The learning rate before the schedule's factor, above 0. */
    double rate();

    /** This optimizer with another learning rate. */
    Optimizer withRate(double rate);

    /** This optimizer without weight decay. */
    Optimizer withoutDecay();

    /**
     * Stochastic gradient descent with momentum, as in PyTorch: g += weightDecay w; v = momentum v + g; w -= rate v (or
     * rate (g + momentum v) with Nesterov's form).
     *
     * @param rate above 0
     * @param momentum in [0, 1)
     * @param weightDecay at least 0
     * @param nesterov whether to look ahead
     */
    record Sgd(double rate, double momentum, double weightDecay, boolean nesterov) implements Optimizer {
        public Sgd {
            checkRate(rate);
            checkDecay("momentum", momentum);
            checkWeightDecay(weightDecay);
            if (nesterov && momentum == 0) {
                throw new IllegalArgumentException("Nesterov's form needs momentum above 0");
            }
        }

        /** Momentum 0.9, weight decay 1e-4: the usual choice for convolutional networks. */
        public Sgd(double rate) {
            this(rate, 0.9, 1e-4, false);
        }

        @Override
        public Optimizer withRate(double other) {
            return new Sgd(other, momentum, weightDecay, nesterov);
        }

        @Override
        public Optimizer withoutDecay() {
            return new Sgd(rate, momentum, 0, nesterov);
        }

        @Override
        public String toString() {
            return "sgd:" + rate + ":momentum=" + momentum + ":decay=" + weightDecay + (nesterov ? ":nesterov" : "");
        }
    }

    /**
     * Adam (Kingma and Ba 2015, algorithm 1) with decay added to the gradient, as in PyTorch.
     *
     * @param rate above 0
     * @param beta1 decay of the mean gradient, in [0, 1)
     * @param beta2 decay of the mean squared gradient, in [0, 1)
     * @param epsilon added to the denominator, above 0
     * @param weightDecay at least 0
     */
    record Adam(double rate, double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {
        public Adam {
            checkAdam(rate, beta1, beta2, epsilon, weightDecay);
        }

        /** The paper's constants, no weight decay. */
        public Adam(double rate) {
            this(rate, 0.9, 0.999, 1e-8, 0);
        }

        @Override
        public Optimizer withRate(double other) {
            return new Adam(other, beta1, beta2, epsilon, weightDecay);
        }

        @Override
        public Optimizer withoutDecay() {
            return new Adam(rate, beta1, beta2, epsilon, 0);
        }

        @Override
        public String toString() {
            return OptimizerText.adam("adam", rate, beta1, beta2, epsilon, weightDecay);
        }
    }

    /**
     * Adam with decay that bypasses the gradient (Loshchilov and Hutter 2019, algorithm 2), as in PyTorch: w -= rate
     * weightDecay w, then Adam's step.
     *
     * @param rate above 0
     * @param beta1 decay of the mean gradient, in [0, 1)
     * @param beta2 decay of the mean squared gradient, in [0, 1)
     * @param epsilon added to the denominator, above 0
     * @param weightDecay at least 0
     */
    record AdamW(double rate, double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {
        public AdamW {
            checkAdam(rate, beta1, beta2, epsilon, weightDecay);
        }

        /** Adam's constants, weight decay 0.01. */
        public AdamW(double rate) {
            this(rate, 0.9, 0.999, 1e-8, 0.01);
        }

        @Override
        public Optimizer withRate(double other) {
            return new AdamW(other, beta1, beta2, epsilon, weightDecay);
        }

        @Override
        public Optimizer withoutDecay() {
            return new AdamW(rate, beta1, beta2, epsilon, 0);
        }

        @Override
        public String toString() {
            return OptimizerText.adam("adamw", rate, beta1, beta2, epsilon, weightDecay);
        }
    }

    /**
     * Reads {@code sgd:RATE}, {@code adam:RATE} or {@code adamw:RATE}, each with what differs from its usual constants, such
     * as {@code sgd:0.05:momentum=0.9:decay=1.0E-4:nesterov} or {@code adam:0.001:beta1=0.5}; what {@code toString} writes.
     */
    static Optimizer parse(String text) {
        return OptimizerText.parse(text);
    }

    private static void checkAdam(double rate, double beta1, double beta2, double epsilon, double weightDecay) {
        checkRate(rate);
        checkDecay("beta1", beta1);
        checkDecay("beta2", beta2);
        checkWeightDecay(weightDecay);
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon is " + epsilon + "; it must be above 0");
        }
    }

    private static void checkRate(double rate) {
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the learning rate is " + rate + "; it must be above 0");
        }
    }

    private static void checkDecay(String what, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(what + " is " + value + "; it must be in [0, 1)");
        }
    }

    private static void checkWeightDecay(double weightDecay) {
        if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weight decay is " + weightDecay + "; it must not be negative");
        }
    }
}
