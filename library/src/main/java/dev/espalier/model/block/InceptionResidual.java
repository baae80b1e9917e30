package dev.espalier.model.block;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Value;

/**
 * The residual block of CAT's teachers (Jin et al. 2021, section 3.1): y = x + norm(sum of the branches), as many channels
 * as x has. What is pruned are branches, whole or in part; a block without branches is the identity.
 *
 * @param branches of the block
 */
public record InceptionResidual(InceptionBranches branches) {

    /**
     * The block of the published generators: kernels 1, 3 and 5, mirrored borders.
     *
     * @param middle channels within a branch; the paper has a sixth of those of the block, rounded down
     */
    public static InceptionResidual of(int middle, NormKind norm) {
        return new InceptionResidual(
                new InceptionBranches(middle, InceptionBranches.KERNELS, norm, Pad2d.Mode.REFLECT, true));
    }

    /** The name of the node with the result of a block. */
    public static String result(String block) {
        return block + ".residual/Add";
    }

    /**
     * Appends the block.
     *
     * @param block what its layers' names begin with
     * @param x [N, C, H, W]
     */
    public Value build(ModelBuilder net, String block, Value x) {
        Value sum = branches.build(net, block, x, x.shape().dim(1));
        Value normalized = branches.norm().norm(net, block + ".norm", sum);
        return net.scope(block + ".residual").apply(new Add(), x, normalized);
    }
}
