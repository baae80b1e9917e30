package dev.espalier.model.op;

import java.util.List;

/**
 * Normalisation of every channel of every image by its own mean and variance (Ulyanov, Vedaldi, Lempitsky 2016). Inputs:
 * x [N, C, H, W], and optionally scale [C] and shift [C].
 *
 * @param epsilon added to the variance, above 0
 */
public record InstanceNorm(double epsilon) implements Op {

    public InstanceNorm {
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon is " + epsilon + "; it must be above 0");
        }
    }

    /** PyTorch's default. */
    public InstanceNorm() {
        this(1e-5);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x) or (x, scale, shift)", 1, 3);
        Shape x = Operands.expectImages(inputs.get(0));
        for (int i = 1; i < inputs.size(); i++) {
            Operands.expectShape(i == 1 ? "a scale" : "a shift", Shape.of(x.dim(1)), inputs.get(i));
        }
        return x;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        Value x = adjoint.input(0);
        Value upstream = adjoint.upstream();
        boolean affine = adjoint.inputs() == 3;
        if (adjoint.wanted(0)) {
            InstanceNormInputGradient inputGradient = new InstanceNormInputGradient(epsilon);
            adjoint.contribute(
                    0,
                    affine
                            ? adjoint.apply(inputGradient, x, upstream, adjoint.input(1))
                            : adjoint.apply(inputGradient, x, upstream));
        }
        if (affine && adjoint.wanted(1)) {
            adjoint.contribute(1, adjoint.apply(new InstanceNormScaleGradient(epsilon), x, upstream));
        }
        if (affine && adjoint.wanted(2)) {
            adjoint.contribute(
                    2, adjoint.apply(Reduce.sumAllBut(1, upstream.shape().rank()), upstream));
        }
    }
}
