package dev.espalier.model.op;

import java.util.List;

/**
 * Batch normalisation as it is used after training: y = scale (x - mean) / sqrt(variance + epsilon) + shift per channel,
 * with the statistics gathered in training (Ioffe and Szegedy 2015). Inputs: x [N, C, H, W] or [N, C], then, unless it is
 * plain, scale and shift, then running mean and running variance, each [C]. A training graph has
 * {@link BatchNormTraining} in its place, or {@link InstanceNorm}.
 *
 * @param epsilon added to the variance, above 0
 * @param momentum how much of a new batch goes into the running statistics, in (0, 1]
 * @param statistics what training normalises by
 */
public record BatchNorm(double epsilon, double momentum, Statistics statistics) implements Op {

    /** What training normalises by. */
    public enum Statistics {
        /** Mean and variance of the channel over batch and positions. */
        BATCH,
        /** Those of each image by itself: instance normalisation that tracks running statistics. */
        IMAGE
    }

    public BatchNorm {
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon is " + epsilon + "; it must be above 0");
        }
        if (!(momentum > 0 && momentum <= 1)) {
            throw new IllegalArgumentException("momentum is " + momentum + "; it must be in (0, 1]");
        }
    }

    /** Normalises by the statistics of the batch. */
    public BatchNorm(double epsilon, double momentum) {
        this(epsilon, momentum, Statistics.BATCH);
    }

    /** PyTorch's defaults. */
    public BatchNorm() {
        this(1e-5, 0.1);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(
                inputs,
                "(x, running mean, running variance) or (x, scale, shift, running mean, running variance)",
                3,
                5);
        Shape x = inputs.size() == 3
                ? inferPerChannel(inputs, "running mean", "running variance")
                : inferPerChannel(inputs, "scale", "shift", "running mean", "running variance");
        return statistics == Statistics.IMAGE ? Operands.expectImages(x) : x;
    }

    static Shape inferPerChannel(List<Shape> inputs, String... names) {
        Shape x = inputs.get(0);
        if (x.rank() != 4 && x.rank() != 2) {
            throw new ShapeException("expects [N, C, H, W] or [N, C], found " + x);
        }
        for (int i = 0; i < names.length; i++) {
            Operands.expectShape("a " + names[i], Shape.of(x.dim(1)), inputs.get(i + 1));
        }
        return x;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        int mean = adjoint.inputs() - 2;
        if (adjoint.wanted(mean) || adjoint.wanted(mean + 1)) {
            throw new UnsupportedOperationException("running statistics are constants and have no gradient");
        }
        boolean affine = adjoint.inputs() == 5;
        Value variance = adjoint.input(mean + 1);
        Value upstream = adjoint.upstream();
        if (adjoint.wanted(0)) {
            BatchNormInputGradient inputGradient = new BatchNormInputGradient(epsilon);
            adjoint.contribute(
                    0,
                    affine
                            ? adjoint.apply(inputGradient, upstream, adjoint.input(1), variance)
                            : adjoint.apply(inputGradient, upstream, variance));
        }
        if (affine && adjoint.wanted(1)) {
            BatchNormScaleGradient scaleGradient = new BatchNormScaleGradient(epsilon);
            adjoint.contribute(
                    1, adjoint.apply(scaleGradient, adjoint.input(0), adjoint.input(mean), variance, upstream));
        }
        if (affine && adjoint.wanted(2)) {
            adjoint.contribute(
                    2, adjoint.apply(Reduce.sumAllBut(1, upstream.shape().rank()), upstream));
        }
    }
}
