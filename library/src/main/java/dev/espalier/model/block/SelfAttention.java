package dev.espalier.model.block;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Scope;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.ShapeException;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import java.util.List;

/**
 * Every place of a sequence looks at every other (Vaswani et al. 2017, section 3.2): softmax(Q Kᵀ / sqrt(width)) V in each
 * head, with Q, K and V projected from the same x. PyTorch's {@code nn.MultiheadAttention} with {@code batch_first}; the
 * three projections are one layer, {@code in_proj}, in this order.
 *
 * @param heads divides the features
 * @param dropout of the attention weights in training, in [0, 1)
 */
public record SelfAttention(int heads, double dropout) {

    public SelfAttention {
        if (heads < 1) {
            throw new IllegalArgumentException("attention with " + heads + " heads; at least 1");
        }
    }

    /** Appends the block: [N, length, features] to the same shape. */
    public Value build(ModelBuilder net, String layer, Value x) {
        Shape shape = Sequences.expect(layer, x);
        int features = shape.dim(2);
        if (features % heads != 0) {
            throw new ShapeException(
                    "layer '" + layer + "' has " + heads + " heads, which must divide the features of " + shape);
        }
        Value projected = net.linear(layer + ".in_proj", x, 3 * features);
        Scope scope = net.scope(layer);
        Value query = scope.apply(Affine.times(1 / Math.sqrt(features / heads)), split(scope, projected, 0));
        Value scores = scope.apply(new MatMul(false, true), query, split(scope, projected, 1));
        Value weights = scope.apply(new Softmax(3), scores);
        if (dropout > 0) {
            weights = scope.apply(new Dropout(dropout), weights);
        }
        Value mixed = scope.apply(new MatMul(false, false), weights, split(scope, projected, 2));
        Value joined = scope.apply(new Reshape(shape), scope.apply(Transpose.of(0, 2, 1, 3), mixed));
        return net.linear(layer + ".out_proj", joined, features);
    }

    /** A third of the projection as [N, heads, length, width]. */
    private Value split(Scope scope, Value projected, int third) {
        Shape shape = projected.shape();
        int features = shape.dim(2) / 3;
        Value part = scope.apply(new Slice(2, third * features, features), projected);
        Shape perHead = new Shape(List.of(shape.dim(0), shape.dim(1), heads, features / heads));
        return scope.apply(Transpose.of(0, 2, 1, 3), scope.apply(new Reshape(perHead), part));
    }
}
