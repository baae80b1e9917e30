package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link LayerNorm} with respect to x. Over each row of m numbers that was normalised together, with
 * x̂ = (x - mean) / sqrt(variance + epsilon) and g = upstream scale:
 *
 * <p>dx = (g - mean(g) - x̂ mean(g x̂)) / sqrt(variance + epsilon)
 *
 * <p>Inputs: x, upstream like x, and optionally scale.
 *
 * @param norm the forward operator
 */
public record LayerNormInputGradient(LayerNorm norm) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x, upstream) or (x, upstream, scale)", 2, 3);
        Shape x = inputs.get(0);
        Operands.expectShape("an upstream", x, inputs.get(1));
        if (inputs.size() == 3) {
            Operands.expectShape("a scale", norm.rowShape(x), inputs.get(2));
        }
        return x;
    }
}
