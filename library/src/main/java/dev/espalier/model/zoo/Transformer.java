package dev.espalier.model.zoo;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.block.TransformerEncoderLayer;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;

/**
 * The encoder of Vaswani et al. 2017 as a classifier of sequences: vectors of the given width for every place, learned
 * positions added, encoder layers with heads of 32 features and feed-forward layers four times as wide, the mean over all
 * places, a linear layer.
 */
final class Transformer {

    private static final int HEAD = 32;

    private Transformer() {}

    /** From vectors [N, length, any features] to logits. */
    static Value ofVectors(ModelBuilder net, Value sequences, int classes, int layers, int width) {
        return build(net, net.linear("embed", sequences, width), classes, layers);
    }

    /** From numbers of tokens [N, length] to logits. */
    static Value ofTokens(ModelBuilder net, Value tokens, int vocabulary, int classes, int layers, int width) {
        return build(net, net.embedding("embed", tokens, vocabulary, width), classes, layers);
    }

    /** Fails unless a transformer can be of this size. */
    static void check(int layers, int width) {
        if (layers < 1) {
            throw new IllegalArgumentException("a transformer of " + layers + " layers; at least 1");
        }
        if (width < 1 || width % HEAD != 0) {
            throw new IllegalArgumentException(
                    "the width of a transformer is a multiple of " + HEAD + ", found " + width);
        }
    }

    private static Value build(ModelBuilder net, Value embedded, int classes, int layers) {
        int length = embedded.shape().dim(1);
        int width = embedded.shape().dim(2);
        Value position = net.parameter("position", Role.WEIGHT, Shape.of(length, width));
        Value x = net.scope("position").apply(new Add(), embedded, position);
        var encoder = new TransformerEncoderLayer(width / HEAD, 4 * width);
        for (int layer = 0; layer < layers; layer++) {
            x = encoder.build(net, "layers." + layer, x);
        }
        return net.linear("classifier", net.apply(Reduce.mean(1), x), classes);
    }
}
