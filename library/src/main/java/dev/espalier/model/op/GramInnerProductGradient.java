package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link GramInnerProduct} with respect to either input: dX = 2 upstream (Y Yᵀ) X, every item of the batch
 * being one row. Inputs: X, the other input Y, upstream, a scalar. Output: like X.
 */
public record GramInnerProductGradient() implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(X, Y, upstream)", 3);
        Shape product = new GramInnerProduct().infer(inputs.subList(0, 2));
        Operands.expectShape("an upstream", product, inputs.get(2));
        return inputs.get(0);
    }
}
