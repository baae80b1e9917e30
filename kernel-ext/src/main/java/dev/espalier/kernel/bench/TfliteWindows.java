package dev.espalier.kernel.bench;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.espalier.kernel.bench.TfliteFile.Operator;
import dev.espalier.kernel.bench.TfliteTensors.Order;
import dev.espalier.kernel.bench.TfliteTensors.Tensor;
import dev.espalier.model.Node;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Size2d;

/** Operators on images for TensorFlow Lite: convolutions, pooling and borders, which are SAME where that is the same. */
final class TfliteWindows {

    private static final int SAME = 0;
    private static final int VALID = 1;

    private final TfliteTensors tensors;
    private final TfliteFile file;

    TfliteWindows(TfliteTensors tensors) {
        this.tensors = tensors;
        this.file = tensors.file();
    }

    /** Writes a node, if it is one of these. */
    boolean add(Node node) {
        if (node.op() instanceof Conv2d conv) {
            convolution(node, conv);
        } else if (node.op() instanceof MaxPool2d pool) {
            pooling(node, Operator.MAX_POOL_2D, new Window(pool.kernel(), pool.stride(), pool.padding()));
        } else if (node.op() instanceof AveragePool2d pool) {
            pooling(node, Operator.AVERAGE_POOL_2D, new Window(pool.kernel(), pool.stride(), pool.padding()));
        } else if (node.op() instanceof GlobalAveragePool) {
            mean(node);
        } else if (node.op() instanceof PadAxis pad && pad.axis() >= 2) {
            int[] pixels = new int[8];
            pixels[2 * pad.axis() - 2] = pad.before();
            pixels[2 * pad.axis() - 1] = pad.after();
            int images = tensors.images(node).number();
            padded(node.name(), images, tensors.moved(node, Order.CHANNELS_LAST), pixels);
        } else {
            return false;
        }
        return true;
    }

    /** A window that moves over an image. */
    private record Window(Size2d kernel, Size2d stride, Size2d padding) {

        /** Whether SAME means the same: as many windows, and the first one in the same place. */
        boolean isSame(Size2d image, Size2d dilation) {
            return isSame(image.height(), kernel.height(), stride.height(), padding.height(), dilation.height())
                    && isSame(image.width(), kernel.width(), stride.width(), padding.width(), dilation.width());
        }

        private static boolean isSame(int length, int kernel, int stride, int padding, int dilation) {
            int reach = (kernel - 1) * dilation + 1;
            int windows = (length + stride - 1) / stride;
            int total = Math.max(0, (windows - 1) * stride + reach - length);
            return total / 2 == padding && (length + 2 * padding - reach) / stride + 1 == windows;
        }

        boolean isInside() {
            return padding.height() == 0 && padding.width() == 0;
        }
    }

    /** The padding's name for a window over a node's images; images with a border where there is none. */
    private record Placed(int images, int padding) {}

    private Placed place(Node node, Window window, Size2d dilation) {
        Node source = tensors.graph().node(node.inputs().get(0));
        Tensor images = tensors.images(node);
        if (window.isInside()) {
            return new Placed(images.number(), VALID);
        }
        if (window.isSame(Size2d.of(source.shape()), dilation)) {
            return new Placed(images.number(), SAME);
        }
        Size2d border = window.padding();
        int[] shape = tensors.dims(source, Order.CHANNELS_LAST);
        shape[1] += 2 * border.height();
        shape[2] += 2 * border.width();
        int padded = file.tensor(node.name() + "/padded", images.levels(), shape);
        padded(
                node.name(),
                images.number(),
                padded,
                0,
                0,
                border.height(),
                border.height(),
                border.width(),
                border.width(),
                0,
                0);
        return new Placed(padded, VALID);
    }

    private void padded(String name, int from, int to, int... pixels) {
        file.add(Operator.PAD, to, from, file.constant(name + "/paddings", pixels, 4, 2));
    }

    private void convolution(Node node, Conv2d conv) {
        Size2d one = Size2d.square(1);
        if (!conv.stride().equals(one) && !conv.dilation().equals(one)) {
            throw TfliteTensors.refusal(node, "has a stride and a dilation; TensorFlow Lite computes one of them only");
        }
        Placed placed = place(node, new Window(conv.kernel(), conv.stride(), conv.padding()), conv.dilation());
        int channels = tensors.graph().node(node.inputs().get(0)).shape().dim(1);
        boolean depthwise = conv.groups() > 1;
        if (depthwise && conv.groups() != channels) {
            throw TfliteTensors.refusal(
                    node,
                    "has " + conv.groups() + " groups of channels; TensorFlow Lite knows only one, or one for each"
                            + " channel");
        }
        int[] order = depthwise ? new int[] {1, 2, 3, 0} : new int[] {0, 2, 3, 1};
        TfliteWeights weights = TfliteWeights.of(
                tensors, node, tensors.images(node), weight -> weight.permute(order), depthwise ? 3 : 0);
        int activation = tensors.activation(node);
        int result = tensors.result(node, Order.CHANNELS_LAST);
        if (depthwise) {
            file.add(
                    Operator.DEPTHWISE_CONV_2D,
                    7,
                    table -> {
                        window(table, placed.padding(), conv.stride());
                        table.addInt(3, conv.out() / channels, 0);
                        table.addByte(4, (byte) activation, 0);
                        table.addInt(5, conv.dilation().width(), 1);
                        table.addInt(6, conv.dilation().height(), 1);
                    },
                    result,
                    placed.images(),
                    weights.weight(),
                    weights.bias());
        } else {
            file.add(
                    Operator.CONV_2D,
                    6,
                    table -> {
                        window(table, placed.padding(), conv.stride());
                        table.addByte(3, (byte) activation, 0);
                        table.addInt(4, conv.dilation().width(), 1);
                        table.addInt(5, conv.dilation().height(), 1);
                    },
                    result,
                    placed.images(),
                    weights.weight(),
                    weights.bias());
        }
    }

    /** The first three fields of all options of windows. */
    private static void window(FlatBufferBuilder table, int padding, Size2d stride) {
        table.addByte(0, (byte) padding, 0);
        table.addInt(1, stride.width(), 0);
        table.addInt(2, stride.height(), 0);
    }

    /** Whether no number of a node is below 0, so that a border of zeros is never the largest of a window. */
    private static boolean isRectified(Node node) {
        return TfliteTensors.isRectifier(node) || node.op() instanceof FakeQuantize quantize && !quantize.signed();
    }

    private void pooling(Node node, Operator operator, Window window) {
        Node images = tensors.graph().node(node.inputs().get(0));
        Placed placed = place(node, window, Size2d.square(1));
        if (!window.isInside()
                && (operator == Operator.AVERAGE_POOL_2D || placed.padding() == VALID && !isRectified(images))) {
            throw TfliteTensors.refusal(node, "has a border that TensorFlow Lite treats otherwise");
        }
        file.add(
                operator,
                6,
                table -> {
                    window(table, placed.padding(), window.stride());
                    table.addInt(3, window.kernel().width(), 0);
                    table.addInt(4, window.kernel().height(), 0);
                },
                // Of an average, too, the operator wants the levels of what it reads.
                tensors.moved(node, Order.CHANNELS_LAST),
                placed.images());
    }

    /** The mean with its axes kept, which is the form that is fast there, and then without. */
    private void mean(Node node) {
        int channels = node.shape().dim(1);
        int images = tensors.images(node).number();
        int kept = file.tensor(node.name() + "/mean", tensors.resultLevels(node), 1, 1, 1, channels);
        int axes = file.constant(node.name() + "/axes", new int[] {1, 2}, 2);
        file.add(Operator.MEAN, 1, table -> table.addBoolean(0, true, false), kept, images, axes);
        int shape = file.constant(node.name() + "/shape", new int[] {1, channels}, 2);
        file.add(Operator.RESHAPE, tensors.result(node, Order.SAME), kept, shape);
    }
}
