package dev.espalier.model.block;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Scope;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;

/**
 * Spatially-adaptive normalisation (Park et al. 2019, equations 1 and 2): x, normalised without scale and shift, is
 * multiplied by 1 + gamma and shifted by beta, which convolutions read off a map of the picture at every place.
 *
 * @param hidden channels of the convolution that gamma and beta share; 128 in the paper
 * @param norm the normalisation; that of the batch in the paper
 */
public record Spade(int hidden, BatchNorm norm) {

    /** Normalises by the statistics of the batch. */
    public Spade(int hidden) {
        this(hidden, new BatchNorm());
    }

    /**
     * Appends the block.
     *
     * @param x [N, C, H, W]
     * @param map [N, labels, any height, any width]; brought to the size of x by nearest neighbours
     */
    public Value build(ModelBuilder net, String layer, Value x, Value map) {
        Scope scope = net.scope(layer);
        Value normalized = net.plainBatchNorm(layer + ".norm", x, norm);
        Size2d size = Size2d.of(x.shape());
        Value fitting = size.equals(Size2d.of(map.shape())) ? map : scope.apply(Resize2d.nearest(size), map);
        Value shared = net.relu(net.convWithBias(layer + ".shared", fitting, Conv2d.square(hidden, 3, 1, 1)));
        Conv2d perChannel = Conv2d.square(x.shape().dim(1), 3, 1, 1);
        Value gamma = net.convWithBias(layer + ".gamma", shared, perChannel);
        Value beta = net.convWithBias(layer + ".beta", shared, perChannel);
        Value scaled = scope.apply(new Multiply(), normalized, scope.apply(new Affine(1, 1), gamma));
        return scope.apply(new Add(), scaled, beta);
    }
}
