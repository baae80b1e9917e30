package dev.espalier.model;

import dev.espalier.model.block.Gru;
import dev.espalier.model.block.Lstm;
import dev.espalier.model.block.Spade;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import java.util.List;

/** Small networks in which channels move from place to place. */
final class LayoutNetworks {

    private LayoutNetworks() {}

    /** Two layers of DenseNet, each of which reads all before it. */
    static Model dense() {
        var net = new ModelBuilder("dense");
        Value x = net.conv("stem", net.input(3, 8, 8), Conv2d.square(4, 3, 1, 1));
        for (int layer = 1; layer <= 2; layer++) {
            Value y = net.relu(net.batchNorm("bn" + layer, x));
            y = net.conv("grow" + layer, y, Conv2d.square(3, 3, 1, 1));
            x = net.apply(Concat.channels(), x, y);
        }
        x = net.linear("fc", net.globalAveragePool(x), 5);
        return net.build(x, new Seed(1));
    }

    /** Half of the channels goes through a layer, the other half past it. */
    static Model split() {
        var net = new ModelBuilder("split");
        Value x = net.conv("trunk", net.input(3, 8, 8), Conv2d.square(8, 3, 1, 1));
        Value past = net.apply(Slice.channels(0, 4), x);
        Value through = net.apply(Slice.channels(4, 4), x);
        through = net.relu(net.batchNorm("bn", net.conv("inner", through, Conv2d.square(4, 3, 1, 1))));
        x = net.conv("last", net.apply(Concat.channels(), past, through), Conv2d.square(6, 1, 1, 0));
        x = net.linear("fc", net.globalAveragePool(x), 5);
        return net.build(x, new Seed(1));
    }

    /** Larger images out of channels, added to the resized input of the block. */
    static Model superResolution() {
        var net = new ModelBuilder("super-resolution");
        Value x = net.conv("stem", net.input(3, 4, 4), Conv2d.square(5, 3, 1, 1));
        Value larger = net.apply(new PixelShuffle(2), net.conv("up", x, Conv2d.square(20, 3, 1, 1)));
        x = net.add(larger, net.apply(Resize2d.bilinear(Size2d.square(8)), x));
        return net.build(net.conv("last", x, Conv2d.square(3, 3, 1, 1)), new Seed(1));
    }

    /** A layer of a vision transformer: 2 heads of 3 features on 16 patches. */
    static Model attention() {
        var net = new ModelBuilder("attention");
        Value x = net.convWithBias("patches", net.input(1, 8, 8), Conv2d.square(6, 2, 2, 0));
        x = net.apply(Transpose.of(0, 2, 1), net.apply(new Reshape(Shape.batchOf(6, 16)), x));
        Value y = net.apply(new LayerNorm(), x);
        Value query = heads(net, net.linear("query", y, 6));
        Value scores = net.apply(new MatMul(false, true), query, heads(net, net.linear("key", y, 6)));
        scores = net.apply(new Softmax(3), scores);
        y = net.apply(new MatMul(false, false), scores, heads(net, net.linear("value", y, 6)));
        y = net.apply(new Reshape(Shape.batchOf(16, 6)), net.apply(Transpose.of(0, 2, 1, 3), y));
        x = net.add(x, net.linear("joined", y, 6));
        x = net.add(x, net.linear("narrow", net.relu(net.linear("wide", x, 10)), 6));
        return net.build(net.linear("fc", net.apply(Reduce.mean(1), x), 5), new Seed(1));
    }

    /** Two units of ShuffleNetV2: one half of the channels goes through a branch, then the halves are shuffled. */
    static Model shuffle() {
        var net = new ModelBuilder("shuffle");
        Value x = net.conv("stem", net.input(3, 8, 8), Conv2d.square(8, 3, 1, 1));
        for (int unit = 1; unit <= 2; unit++) {
            Value past = net.apply(Slice.channels(0, 4), x);
            Value y = net.apply(Slice.channels(4, 4), x);
            y = net.relu(
                    net.batchNorm("narrow" + unit + ".bn", net.conv("narrow" + unit, y, Conv2d.square(4, 1, 1, 0))));
            y = net.conv("depthwise" + unit, y, Conv2d.square(4, 3, 1, 1).withGroups(4));
            y = net.relu(net.batchNorm("wide" + unit + ".bn", net.conv("wide" + unit, y, Conv2d.square(4, 1, 1, 0))));
            x = shuffled(net, net.apply(Concat.channels(), past, y), 2);
        }
        return net.build(net.linear("fc", net.globalAveragePool(x), 5), new Seed(1));
    }

    /** Channels of several groups taken in turn (Zhang et al. 2018, figure 1). */
    static Value shuffled(ModelBuilder net, Value x, int groups) {
        Shape images = x.shape();
        int each = images.dim(1) / groups;
        Value apart = net.apply(new Reshape(Shape.batchOf(groups, each, images.dim(2), images.dim(3))), x);
        return net.apply(new Reshape(images), net.apply(Transpose.of(0, 2, 1, 3, 4), apart));
    }

    /** Squeeze and excitation (Hu et al. 2018) on a residual block, and a bottleneck of grouped convolutions. */
    static Model gate() {
        var net = new ModelBuilder("gate");
        Value x = net.conv("stem", net.input(3, 8, 8), Conv2d.square(6, 3, 1, 1));
        Value y = net.relu(net.batchNorm("bn", net.conv("inner", x, Conv2d.square(6, 3, 1, 1))));
        Value squeezed = net.apply(new Reduce(Reduce.Reducer.MEAN, List.of(2, 3), true), y);
        squeezed = net.relu(net.convWithBias("squeeze", squeezed, Conv2d.square(3, 1, 1, 0)));
        Value gate = net.apply(new Sigmoid(), net.convWithBias("excite", squeezed, Conv2d.square(6, 1, 1, 0)));
        x = net.add(x, net.apply(new Multiply(), y, gate));
        return net.build(net.linear("fc", net.globalAveragePool(x), 5), new Seed(1));
    }

    /** A bottleneck of ResNeXt, and a transposed convolution in groups. */
    static Model grouped() {
        var net = new ModelBuilder("grouped");
        Value x = net.conv("stem", net.input(3, 8, 8), Conv2d.square(4, 3, 1, 1));
        Value y = net.relu(net.batchNorm("bn1", net.conv("narrow", x, Conv2d.square(8, 1, 1, 0))));
        y = net.relu(net.batchNorm(
                "bn2", net.convWithBias("groups", y, Conv2d.square(8, 3, 1, 1).withGroups(2))));
        x = net.add(x, net.conv("wide", y, Conv2d.square(4, 1, 1, 0)));
        Size2d two = Size2d.square(2);
        Size2d none = Size2d.square(0);
        x = net.convTransposeWithBias("larger", x, new ConvTranspose2d(6, two, two, none, none, 2));
        x = net.convTranspose("each", x, new ConvTranspose2d(6, two, two, none, none, 6));
        return net.build(net.conv("last", x, Conv2d.square(2, 1, 1, 0)), new Seed(1));
    }

    /** Pixels before a linear layer, by a reshape. */
    static Model flat() {
        var net = new ModelBuilder("flat");
        Value x = net.convWithBias("conv", net.input(1, 6, 6), Conv2d.square(5, 3, 1, 1));
        x = net.maxPool(net.apply(new Tanh(), net.batchNorm("bn", x)), 2);
        x = net.relu(net.linear("hidden", net.apply(new Reshape(Shape.batchOf(45)), x), 7));
        return net.build(net.linear("fc", x, 4), new Seed(1));
    }

    /** Attention with one head: keys and queries meet along their features. */
    static Model oneHead() {
        var net = new ModelBuilder("one-head");
        Value x = net.input(Shape.of(5, 4));
        Value scores = net.apply(new MatMul(false, true), net.linear("query", x, 6), net.linear("key", x, 6));
        Value mixed = net.apply(new MatMul(false, false), net.apply(new Softmax(2), scores), net.linear("value", x, 3));
        return net.build(net.linear("fc", net.apply(Reduce.mean(1), mixed), 2), new Seed(1));
    }

    /** Both recurrent layers, one after the other, and the last place of what they make. */
    static Model recurrent() {
        var net = new ModelBuilder("recurrent");
        Value x = net.linear("embed", net.input(Shape.of(4, 3)), 5);
        x = new Gru(6).build(net, "gru", x);
        x = new Lstm(4).build(net, "lstm", x);
        x = net.apply(new Reshape(Shape.batchOf(4)), net.apply(new Slice(1, 3, 1), x));
        return net.build(net.linear("fc", x, 2), new Seed(1));
    }

    /** Images normalised by a map that is read off the input (Park et al. 2019). */
    static Model spade() {
        var net = new ModelBuilder("spade");
        Value map = net.input(2, 8, 8);
        Value x = net.conv("stem", map, Conv2d.square(6, 3, 2, 1));
        x = net.relu(new Spade(5).build(net, "block", x, map));
        return net.build(net.conv("last", x, Conv2d.square(3, 3, 1, 1)), new Seed(1));
    }

    /** Activations of 8 bits between layers, each with a step of its own. */
    static Model quantized() {
        var net = new ModelBuilder("quantized");
        Value x = net.relu(net.batchNorm("bn", net.conv("first", net.input(1, 6, 6), Conv2d.square(6, 3, 1, 1))));
        x = net.apply(new FakeQuantize(8, false), x, net.parameter("step1", Parameter.Role.STEP, Shape.SCALAR));
        x = net.conv("second", x, Conv2d.square(4, 3, 1, 1));
        x = net.apply(new FakeQuantize(8, true), x, net.parameter("step2", Parameter.Role.STEP, Shape.SCALAR));
        return net.build(net.linear("fc", net.globalAveragePool(x), 2), new Seed(1));
    }

    private static Value heads(ModelBuilder net, Value x) {
        return net.apply(Transpose.of(0, 2, 1, 3), net.apply(new Reshape(Shape.batchOf(16, 2, 3)), x));
    }
}
