package dev.espalier.model.op;

import java.util.List;

/**
 * Normalisation of everything the last dimensions span by its own mean and (biased) variance (Ba, Kiros, Hinton 2016).
 * Inputs: x of a higher rank, and optionally scale and shift, both of the shape of x's last dimensions.
 *
 * @param dims how many of the last dimensions are normalised together, at least 1
 * @param epsilon added to the variance, above 0
 */
public record LayerNorm(int dims, double epsilon) implements Op {

    public LayerNorm {
        Operands.positive("the number of normalised dimensions", dims);
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon is " + epsilon + "; it must be above 0");
        }
    }

    /** Over the last dimension, with PyTorch's default. */
    public LayerNorm() {
        this(1, 1e-5);
    }

    /**
     * The shape that scale and shift have for x of this shape.
     *
     * @throws ShapeException if x has too few dimensions
     */
    public Shape rowShape(Shape x) {
        if (x.rank() <= dims) {
            throw new ShapeException("normalises the last " + dims + " dimensions and expects at least one before them,"
                    + " found " + x);
        }
        return new Shape(x.dims().subList(x.rank() - dims, x.rank()));
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x) or (x, scale, shift)", 1, 3);
        Shape row = rowShape(inputs.get(0));
        if (inputs.size() == 3) {
            Operands.expectShape("a scale", row, inputs.get(1));
            Operands.expectShape("a shift", row, inputs.get(2));
        }
        return inputs.get(0);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        Value x = adjoint.input(0);
        Value upstream = adjoint.upstream();
        boolean affine = adjoint.inputs() == 3;
        if (adjoint.wanted(0)) {
            LayerNormInputGradient inputGradient = new LayerNormInputGradient(this);
            adjoint.contribute(
                    0,
                    affine
                            ? adjoint.apply(inputGradient, x, upstream, adjoint.input(1))
                            : adjoint.apply(inputGradient, x, upstream));
        }
        if (affine && adjoint.wanted(1)) {
            adjoint.contribute(1, adjoint.apply(new LayerNormScaleGradient(this), x, upstream));
        }
        if (affine && adjoint.wanted(2)) {
            adjoint.contribute(2, Broadcast.sum(adjoint, upstream, rowShape(x.shape())));
        }
    }
}
