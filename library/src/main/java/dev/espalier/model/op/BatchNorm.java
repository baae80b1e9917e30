package dev.espalier.model.op;

import java.util.List;

/**
 * Batch normalisation as it is used after training: y = scale (x - mean) / sqrt(variance + epsilon) + shift per channel,
 * with the statistics gathered in training (Ioffe and Szegedy 2015). Inputs: x [N, C, H, W] or [N, C], then scale, shift,
 * running mean and running variance, each [C]. A training graph has {@link BatchNormTraining} in its place.
 *
 * @param epsilon added to the variance, above 0
 * @param momentum how much of a new batch goes into the running statistics, in (0, 1]
 */
public record BatchNorm(double epsilon, double momentum) implements Op {

    public BatchNorm {
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon is " + epsilon + "; it must be above 0");
        }
        if (!(momentum > 0 && momentum <= 1)) {
            throw new IllegalArgumentException("momentum is " + momentum + "; it must be in (0, 1]");
        }
    }

    /** PyTorch's defaults. */
    public BatchNorm() {
        this(1e-5, 0.1);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x, scale, shift, running mean, running variance)", 5);
        return inferPerChannel(inputs, "scale", "shift", "running mean", "running variance");
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
        if (adjoint.wanted(3) || adjoint.wanted(4)) {
            throw new UnsupportedOperationException("running statistics are constants and have no gradient");
        }
        Value x = adjoint.input(0);
        Value variance = adjoint.input(4);
        Value upstream = adjoint.upstream();
        if (adjoint.wanted(0)) {
            BatchNormInputGradient inputGradient = new BatchNormInputGradient(epsilon);
            adjoint.contribute(0, adjoint.apply(inputGradient, upstream, adjoint.input(1), variance));
        }
        if (adjoint.wanted(1)) {
            BatchNormScaleGradient scaleGradient = new BatchNormScaleGradient(epsilon);
            adjoint.contribute(1, adjoint.apply(scaleGradient, x, adjoint.input(3), variance, upstream));
        }
        if (adjoint.wanted(2)) {
            adjoint.contribute(2, adjoint.apply(new ChannelSum(), upstream));
        }
    }
}
