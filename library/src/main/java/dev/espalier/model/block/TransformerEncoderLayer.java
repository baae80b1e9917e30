package dev.espalier.model.block;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Scope;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Pointwise;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Value;

/**
 * Attention, then two linear layers at every place, each with a shortcut and a layer normalisation (Vaswani et al. 2017,
 * section 3.1). Layers are named, ordered and computed as in PyTorch's {@code nn.TransformerEncoderLayer}.
 *
 * @param heads of the attention
 * @param feedForward features between the two linear layers
 * @param activation between them
 * @param normFirst whether normalisation comes before attention and linear layers, inside the shortcut, or after it
 * @param dropout in training, of what goes into the sums, of the activations and of the attention weights, in [0, 1)
 */
public record TransformerEncoderLayer(
        int heads, int feedForward, Pointwise activation, boolean normFirst, double dropout) {

    /** Rectified, normalised after the shortcut, without dropout. */
    public TransformerEncoderLayer(int heads, int feedForward) {
        this(heads, feedForward, new Relu(), false, 0);
    }

    /** Appends the block: [N, length, features] to the same shape. */
    public Value build(ModelBuilder net, String layer, Value x) {
        Scope scope = net.scope(layer);
        if (normFirst) {
            Value attended = sum(scope, x, attention(net, layer, net.layerNorm(layer + ".norm1", x)));
            return sum(scope, attended, feedForward(net, layer, net.layerNorm(layer + ".norm2", attended)));
        }
        Value attended = net.layerNorm(layer + ".norm1", sum(scope, x, attention(net, layer, x)));
        return net.layerNorm(layer + ".norm2", sum(scope, attended, feedForward(net, layer, attended)));
    }

    private Value attention(ModelBuilder net, String layer, Value x) {
        return new SelfAttention(heads, dropout).build(net, layer + ".self_attn", x);
    }

    private Value feedForward(ModelBuilder net, String layer, Value x) {
        Scope scope = net.scope(layer);
        Value hidden = scope.apply(activation, net.linear(layer + ".linear1", x, feedForward));
        int features = x.shape().dim(x.shape().rank() - 1);
        return net.linear(layer + ".linear2", dropped(scope, hidden), features);
    }

    private Value sum(Scope scope, Value shortcut, Value path) {
        return scope.apply(new Add(), shortcut, dropped(scope, path));
    }

    private Value dropped(Scope scope, Value x) {
        return dropout > 0 ? scope.apply(new Dropout(dropout), x) : x;
    }
}
