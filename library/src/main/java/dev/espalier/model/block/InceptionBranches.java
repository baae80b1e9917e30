package dev.espalier.model.block;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import java.util.List;

/**
 * Parallel branches of different receptive fields whose sum is one layer (Jin et al. 2021, section 3.1 and the authors'
 * code). For every kernel size k there are two:
 *
 * <ul>
 *   <li>conventional, {@code convK}: k x k convolution to {@code middle} channels, normalisation, ReLU, k x k convolution;
 *   <li>depthwise, {@code depthwiseK}: 1x1 convolution to {@code middle} channels, normalisation, ReLU, depthwise k x k
 *       convolution, normalisation, ReLU, 1x1 convolution.
 * </ul>
 *
 * <p>The scale of the first normalisation of a branch says which of its channels matter.
 *
 * @param middle channels within a branch, at least 1
 * @param kernels sizes, odd
 * @param norm within the branches
 * @param border what k x k convolutions see beyond the edge
 * @param secondScaled whether the second normalisation of a depthwise branch has scale and shift
 */
public record InceptionBranches(
        int middle, List<Integer> kernels, NormKind norm, Pad2d.Mode border, boolean secondScaled) {

    /** The kernel sizes of the paper. */
    public static final List<Integer> KERNELS = List.of(1, 3, 5);

    public InceptionBranches {
        kernels = List.copyOf(kernels);
        if (middle < 1) {
            throw new IllegalArgumentException("branches of " + middle + " channels; at least 1");
        }
        if (kernels.isEmpty() || kernels.stream().anyMatch(k -> k < 1 || k % 2 == 0)) {
            throw new IllegalArgumentException("branches with kernels of sizes " + kernels + "; sizes are odd");
        }
    }

    /**
     * Appends the branches.
     *
     * @param layer what their layers' names begin with
     * @param x [N, any, H, W]
     * @param out channels of the result
     * @return the sum [N, out, H, W]
     */
    public Value build(ModelBuilder net, String layer, Value x, int out) {
        Value sum = null;
        for (int kernel : kernels) {
            sum = plus(net, layer, sum, conventional(net, layer + ".conv" + kernel, x, out, kernel));
        }
        for (int kernel : kernels) {
            sum = plus(net, layer, sum, depthwise(net, layer + ".depthwise" + kernel, x, out, kernel));
        }
        return sum;
    }

    private static Value plus(ModelBuilder net, String layer, Value sum, Value branch) {
        return sum == null ? branch : net.scope(layer).apply(new Add(), sum, branch);
    }

    private Value conventional(ModelBuilder net, String branch, Value x, int out, int kernel) {
        Value inner = norm.conv(net, branch + ".in", bordered(net, x, kernel), conv(middle, kernel));
        inner = net.relu(norm.norm(net, branch + ".norm", inner));
        return norm.conv(net, branch + ".out", bordered(net, inner, kernel), conv(out, kernel));
    }

    private Value depthwise(ModelBuilder net, String branch, Value x, int out, int kernel) {
        Value inner = norm.conv(net, branch + ".in", x, Conv2d.square(middle, 1, 1, 0));
        inner = net.relu(norm.norm(net, branch + ".norm", inner));
        Conv2d each = conv(middle, kernel).withGroups(middle);
        inner = norm.conv(net, branch + ".depthwise", bordered(net, inner, kernel), each);
        inner = net.relu(second(net, branch + ".norm2", inner));
        return norm.conv(net, branch + ".out", inner, Conv2d.square(out, 1, 1, 0));
    }

    private Value second(ModelBuilder net, String layer, Value x) {
        if (secondScaled) {
            return norm.norm(net, layer, x);
        }
        return norm == NormKind.BATCH ? net.plainBatchNorm(layer, x, new BatchNorm()) : net.instanceNorm(x);
    }

    private Conv2d conv(int out, int kernel) {
        return Conv2d.square(out, kernel, 1, border == Pad2d.Mode.ZERO ? kernel / 2 : 0);
    }

    private Value bordered(ModelBuilder net, Value x, int kernel) {
        return border == Pad2d.Mode.ZERO || kernel == 1
                ? x
                : net.apply(new Pad2d(Size2d.square(kernel / 2), border), x);
    }
}
