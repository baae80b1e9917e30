package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link LayerNorm} with respect to its scale: dscale = sum of upstream x̂ over the dimensions that are not
 * normalised, x̂ being x normalised. Inputs: x, upstream like x. Output: the shape of the normalised dimensions.
 *
 * @param norm the forward operator
 */
public record LayerNormScaleGradient(LayerNorm norm) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x, upstream)", 2);
        Operands.expectShape("an upstream", inputs.get(0), inputs.get(1));
        return norm.rowShape(inputs.get(0));
    }
}
