package dev.espalier.model.block;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Scope;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Value;

/**
 * Spatially-adaptive normalisation that can be pruned (CAT, Jin et al. 2021, the authors' code): as {@link Spade}, but
 * gamma and beta are the two halves of what parallel branches make of the map. Without branches both are zero, and the
 * normalisation alone is left.
 *
 * @param branches from the map to twice the channels of x
 */
public record InceptionSpade(InceptionBranches branches) {

    /**
     * Appends the block.
     *
     * @param x [N, C, H, W]
     * @param map [N, labels, any height, any width]; brought to the size of x by nearest neighbours
     */
    public Value build(ModelBuilder net, String layer, Value x, Value map) {
        Scope scope = net.scope(layer);
        int channels = x.shape().dim(1);
        Value normalized = net.plainBatchNorm(layer + ".norm", x, new BatchNorm());
        Size2d size = Size2d.of(x.shape());
        Value fitting = size.equals(Size2d.of(map.shape())) ? map : scope.apply(Resize2d.nearest(size), map);
        Value both = branches.build(net, layer, fitting, 2 * channels);
        Value gamma = scope.apply(new Slice(1, 0, channels), both);
        Value beta = scope.apply(new Slice(1, channels, channels), both);
        Value scaled = scope.apply(new Multiply(), normalized, scope.apply(new Affine(1, 1), gamma));
        return net.scope(layer + ".shifted").apply(new Add(), scaled, beta);
    }
}
