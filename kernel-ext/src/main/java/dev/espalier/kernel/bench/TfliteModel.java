package dev.espalier.kernel.bench;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.espalier.kernel.bench.TfliteFile.Operator;
import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Cost;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolutional network for TensorFlow Lite, one image at a time, as its own converter would write it: channels last,
 * batch normalisation folded, rectifiers fused, borders as SAME where that is the same.
 */
final class TfliteModel {

    private static final int SAME = 0;
    private static final int VALID = 1;
    private static final int NO_ACTIVATION = 0;
    private static final int RELU = 1;
    private static final int RELU6 = 3;

    private final Model model;
    private final Graph graph;
    private final TfliteFile file;
    /** Tensors by the node that computes them. */
    private final Map<String, Integer> tensors = new HashMap<>();

    private TfliteModel(Model model) {
        this.model = model;
        this.graph = model.graph();
        this.file = new TfliteFile(Cost.of(graph).parameters() * Float.BYTES);
    }

    /**
     * Writes a model.
     *
     * @throws UnsupportedOperationException if it has an operator that is not written here; names the node
     */
    static void write(Model model, Path to) throws IOException {
        new TfliteModel(BatchNormFolding.of(model).model()).write(to);
    }

    private void write(Path to) throws IOException {
        for (Node node : graph.nodes()) {
            if (!(node.op() instanceof Parameter) && !tensors.containsKey(node.name())) {
                add(node);
            }
        }
        file.write(to, model.name(), numbers(graph.inputs()), numbers(graph.outputs()));
    }

    private int[] numbers(List<Node> nodes) {
        return nodes.stream().mapToInt(node -> tensors.get(node.name())).toArray();
    }

    private void add(Node node) {
        if (node.op() instanceof Input) {
            tensors.put(node.name(), file.tensor(node.name(), dims(node.shape())));
        } else if (node.op() instanceof Conv2d conv) {
            convolution(node, conv);
        } else if (node.op() instanceof Linear) {
            linear(node);
        } else if (node.op() instanceof Add) {
            int activation = activation(node);
            int a = read(node, 0);
            int b = read(node, 1);
            file.add(Operator.ADD, 2, table -> table.addByte(0, (byte) activation, 0), result(node), a, b);
        } else if (node.op() instanceof MaxPool2d pool) {
            pooling(node, Operator.MAX_POOL_2D, new Window(pool.kernel(), pool.stride(), pool.padding()));
        } else if (node.op() instanceof AveragePool2d pool) {
            pooling(node, Operator.AVERAGE_POOL_2D, new Window(pool.kernel(), pool.stride(), pool.padding()));
        } else if (node.op() instanceof GlobalAveragePool) {
            mean(node);
        } else if (node.op() instanceof Flatten) {
            int[] shape = dims(node.shape());
            reshape(node.name(), read(node, 0), result(node), shape);
        } else if (node.op() instanceof PadAxis pad && pad.axis() >= 2) {
            int[] pixels = new int[8];
            pixels[2 * pad.axis() - 2] = pad.before();
            pixels[2 * pad.axis() - 1] = pad.after();
            padded(node.name(), read(node, 0), result(node), pixels);
        } else if (node.op() instanceof Relu) {
            file.add(Operator.RELU, 0, table -> {}, result(node), read(node, 0));
        } else if (node.op() instanceof Relu6) {
            file.add(Operator.RELU6, 0, table -> {}, result(node), read(node, 0));
        } else {
            throw new UnsupportedOperationException(
                    "node '" + node.name() + "' (" + node.op().kind() + ") cannot be written for TensorFlow Lite");
        }
    }

    /** The shape of one item, channels last. */
    private static int[] dims(Shape shape) {
        return shape.rank() == 4
                ? new int[] {1, shape.dim(2), shape.dim(3), shape.dim(1)}
                : shape.withBatch(1).dims().stream().mapToInt(Integer::intValue).toArray();
    }

    private int read(Node node, int input) {
        Integer tensor = tensors.get(node.inputs().get(input));
        if (tensor == null) {
            throw new UnsupportedOperationException(
                    "node '" + node.name() + "' (" + node.op().kind()
                            + ") reads the parameter '" + node.inputs().get(input)
                            + "' in a way that cannot be written for TensorFlow Lite");
        }
        return tensor;
    }

    /** The rectifier that alone reads a node, if there is one. */
    private Optional<Node> rectifier(Node node) {
        List<Node> readers = graph.consumers(node.name());
        return readers.size() == 1 && !graph.outputs().contains(node)
                ? readers.stream()
                        .filter(reader -> reader.op() instanceof Relu || reader.op() instanceof Relu6)
                        .findFirst()
                : Optional.empty();
    }

    private int activation(Node node) {
        return rectifier(node)
                .map(reader -> reader.op() instanceof Relu ? RELU : RELU6)
                .orElse(NO_ACTIVATION);
    }

    /** A node's tensor; that of its rectifier as well, for the operators that have it fused. */
    private int result(Node node) {
        int tensor = file.tensor(node.name(), dims(node.shape()));
        tensors.put(node.name(), tensor);
        boolean fuses = node.op() instanceof Conv2d || node.op() instanceof Linear || node.op() instanceof Add;
        if (fuses) {
            rectifier(node).ifPresent(reader -> tensors.put(reader.name(), tensor));
        }
        return tensor;
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
        Shape images = graph.node(node.inputs().get(0)).shape();
        int tensor = read(node, 0);
        if (window.isInside()) {
            return new Placed(tensor, VALID);
        }
        if (window.isSame(Size2d.of(images), dilation)) {
            return new Placed(tensor, SAME);
        }
        Size2d border = window.padding();
        int[] shape = dims(images);
        int padded = file.tensor(
                node.name() + "/padded", 1, shape[1] + 2 * border.height(), shape[2] + 2 * border.width(), shape[3]);
        padded(
                node.name(),
                tensor,
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
        int paddings = file.constant(name + "/paddings", pixels, 4, 2);
        file.add(Operator.PAD, 0, table -> {}, to, from, paddings);
    }

    private void convolution(Node node, Conv2d conv) {
        Size2d one = Size2d.square(1);
        if (!conv.stride().equals(one) && !conv.dilation().equals(one)) {
            throw new UnsupportedOperationException("node '" + node.name()
                    + "' (Conv2d) has a stride and a dilation; TensorFlow Lite computes one of them only");
        }
        Placed placed = place(node, new Window(conv.kernel(), conv.stride(), conv.padding()), conv.dilation());
        INDArray weight = parameter(node, 1);
        int channels = graph.node(node.inputs().get(0)).shape().dim(1);
        boolean depthwise = conv.groups() > 1;
        if (depthwise && conv.groups() != channels) {
            throw new UnsupportedOperationException("node '" + node.name() + "' (Conv2d) has " + conv.groups()
                    + " groups of channels; TensorFlow Lite" + " knows only one, or one for each channel");
        }
        INDArray last = weight.permute(depthwise ? new int[] {1, 2, 3, 0} : new int[] {0, 2, 3, 1})
                .dup('c');
        int kernel = file.constant(node.inputs().get(1), last.data().asFloat(), ints(last));
        int bias = bias(node, conv.out());
        int activation = activation(node);
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
                    result(node),
                    placed.images(),
                    kernel,
                    bias);
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
                    result(node),
                    placed.images(),
                    kernel,
                    bias);
        }
    }

    /** The first three fields of all options of windows. */
    private static void window(FlatBufferBuilder table, int padding, Size2d stride) {
        table.addByte(0, (byte) padding, 0);
        table.addInt(1, stride.width(), 0);
        table.addInt(2, stride.height(), 0);
    }

    private void pooling(Node node, Operator operator, Window window) {
        Node images = graph.node(node.inputs().get(0));
        boolean rectified = images.op() instanceof Relu || images.op() instanceof Relu6;
        Placed placed = place(node, window, Size2d.square(1));
        if (!window.isInside() && (operator == Operator.AVERAGE_POOL_2D || placed.padding() == VALID && !rectified)) {
            throw new UnsupportedOperationException("node '" + node.name() + "' ("
                    + node.op().kind() + ") has a border that TensorFlow Lite treats otherwise");
        }
        file.add(
                operator,
                6,
                table -> {
                    window(table, placed.padding(), window.stride());
                    table.addInt(3, window.kernel().width(), 0);
                    table.addInt(4, window.kernel().height(), 0);
                },
                result(node),
                placed.images());
    }

    /** The mean with its axes kept, which is the form that is fast there, and then without. */
    private void mean(Node node) {
        int channels = node.shape().dim(1);
        int kept = file.tensor(node.name() + "/mean", 1, 1, 1, channels);
        int axes = file.constant(node.name() + "/axes", new int[] {1, 2}, 2);
        file.add(Operator.MEAN, 1, table -> table.addBoolean(0, true, false), kept, read(node, 0), axes);
        reshape(node.name(), kept, result(node), 1, channels);
    }

    private void reshape(String name, int from, int to, int... shape) {
        int wanted = file.constant(name + "/shape", shape, shape.length);
        file.add(Operator.RESHAPE, 0, table -> {}, to, from, wanted);
    }

    private void linear(Node node) {
        INDArray weight = parameter(node, 1);
        Node before = graph.node(node.inputs().get(0));
        if (before.op() instanceof Flatten) {
            weight = channelsLast(weight, graph.node(before.inputs().get(0)).shape());
        }
        int matrix = file.constant(node.inputs().get(1), weight.dup('c').data().asFloat(), ints(weight));
        int bias = bias(node, (int) weight.size(0));
        int activation = activation(node);
        int x = read(node, 0);
        file.add(
                Operator.FULLY_CONNECTED,
                1,
                table -> table.addByte(0, (byte) activation, 0),
                result(node),
                x,
                matrix,
                bias);
    }

    /** Columns in the order in which the numbers of an image lie there. */
    private static INDArray channelsLast(INDArray weight, Shape images) {
        if (images.rank() != 4) {
            return weight;
        }
        long out = weight.size(0);
        return weight.reshape('c', out, images.dim(1), images.dim(2), images.dim(3))
                .permute(0, 2, 3, 1)
                .dup('c')
                .reshape('c', out, weight.size(1));
    }

    private int bias(Node node, int out) {
        float[] numbers = node.inputs().size() > 2 ? parameter(node, 2).data().asFloat() : new float[out];
        return file.constant(node.name() + "/bias", numbers, out);
    }

    private INDArray parameter(Node node, int input) {
        return model.parameters().get(node.inputs().get(input));
    }

    private static int[] ints(INDArray array) {
        int[] dims = new int[array.rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = (int) array.size(i);
        }
        return dims;
    }
}
