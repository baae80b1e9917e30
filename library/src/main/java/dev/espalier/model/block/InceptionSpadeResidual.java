package dev.espalier.model.block;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Value;

/**
 * The residual block of CAT's teacher for GauGAN (Jin et al. 2021, the authors' code): {@link InceptionSpade} and a
 * rectifier, then parallel branches, beside a shortcut; where the number of channels changes, the shortcut is a
 * normalisation without scale and a 1x1 convolution.
 *
 * @param out channels of the result
 * @param middle channels within a branch of the block
 * @param hidden channels within a branch of the normalisation
 */
public record InceptionSpadeResidual(int out, int middle, int hidden) {

    /** The name of the node with the result of a block. */
    public static String result(String block) {
        return InceptionResidual.result(block);
    }

    /**
     * Appends the block.
     *
     * @param x [N, any, H, W]
     * @param map [N, labels, any height, any width]
     */
    public Value build(ModelBuilder net, String block, Value x, Value map) {
        Value shortcut = x;
        if (x.shape().dim(1) != out) {
            Value normalized = net.plainBatchNorm(block + ".shortcut.norm", x, new BatchNorm());
            shortcut = net.conv(block + ".shortcut", normalized, Conv2d.square(out, 1, 1, 0));
        }
        Value front = net.relu(new InceptionSpade(branches(hidden)).build(net, block + ".spade", x, map));
        Value sum = branches(middle).build(net, block, front, out);
        return net.scope(block + ".residual").apply(new Add(), shortcut, sum);
    }

    private static InceptionBranches branches(int middle) {
        return new InceptionBranches(middle, InceptionBranches.KERNELS, NormKind.BATCH, Pad2d.Mode.ZERO, false);
    }
}
