package dev.espalier.kernel.bench;

import dev.espalier.kernel.bench.TfliteFile.Operator;
import dev.espalier.kernel.bench.TfliteTensors.Order;
import dev.espalier.kernel.bench.TfliteTensors.Tensor;
import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Tanh;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network for TensorFlow Lite, one item at a time, as its own converter would write it: images with their channels last,
 * batch normalisation folded, rectifiers fused, what has levels in integers.
 */
final class TfliteModel {

    private final Graph graph;
    private final TfliteTensors tensors;
    private final TfliteFile file;
    private final TfliteWindows windows;
    private final TfliteSequences sequences;

    private TfliteModel(Model model) {
        this.graph = model.graph();
        this.tensors = new TfliteTensors(model);
        this.file = tensors.file();
        this.windows = new TfliteWindows(tensors);
        this.sequences = new TfliteSequences(tensors);
    }

    /**
     * Writes a model. What reads integers must have a quantizer behind it ({@link FullInteger}).
     *
     * @throws UnsupportedOperationException if it has an operator that is not written here; names the node
     */
    static void write(Model model, Path to) throws IOException {
        new TfliteModel(BatchNormFolding.of(model).model()).write(model.name(), to);
    }

    private void write(String name, Path to) throws IOException {
        for (Node node : graph.nodes()) {
            if (!(node.op() instanceof Parameter) && !tensors.contains(node)) {
                add(node);
            }
        }
        int[] inputs = graph.inputs().stream()
                .mapToInt(input -> tensors.of(input).number())
                .toArray();
        int[] outputs = graph.outputs().stream().mapToInt(this::output).toArray();
        file.write(to, name, inputs, outputs);
    }

    private void add(Node node) {
        if (node.op() instanceof Input) {
            Order order = node.shape().rank() == 4 ? Order.CHANNELS_LAST : Order.SAME;
            int number = file.tensor(node.name(), sequences.inputType(node), tensors.dims(node, order));
            tensors.put(node, new Tensor(number, order, Optional.empty()));
        } else if (node.op() instanceof Linear) {
            linear(node);
        } else if (node.op() instanceof Add) {
            int activation = tensors.activation(node);
            binary(node, Operator.ADD, activation);
        } else if (node.op() instanceof Multiply) {
            binary(node, Operator.MUL, 0);
        } else if (node.op() instanceof Affine affine) {
            affine(node, affine);
        } else if (node.op() instanceof Flatten) {
            flatten(node);
        } else if (node.op() instanceof Relu) {
            unary(node, Operator.RELU);
        } else if (node.op() instanceof Relu6) {
            unary(node, Operator.RELU6);
        } else if (node.op() instanceof Gelu) {
            // By the distribution function itself, which is the default.
            unary(expectFloats(node), Operator.GELU);
        } else if (node.op() instanceof Tanh) {
            unary(expectFloats(node), Operator.TANH);
        } else if (node.op() instanceof FakeQuantize) {
            quantize(node);
        } else if (!windows.add(node) && !sequences.add(node)) {
            throw TfliteTensors.refusal(node, "cannot be written for TensorFlow Lite");
        }
    }

    private Node expectFloats(Node node) {
        if (tensors.read(node, 0).levels().isPresent()) {
            throw TfliteTensors.refusal(node, "reads integers, with which it cannot be written for TensorFlow Lite");
        }
        return node;
    }

    private void unary(Node node, Operator operator) {
        Tensor x = tensors.read(node, 0);
        // All of these have options without a field that differs from its default, or none.
        file.add(operator, tensors.moved(node, x.order()), x.number());
    }

    private void binary(Node node, Operator operator, int activation) {
        boolean constant =
                node.inputs().stream().anyMatch(input -> graph.node(input).op() instanceof Parameter);
        int a = constant ? tensors.floats(node, 0) : tensors.read(node, 0).number();
        int b = constant ? tensors.floats(node, 1) : tensors.read(node, 1).number();
        Tensor first = tensors.read(node, 0);
        Tensor second = tensors.read(node, 1);
        if (first.order() != second.order()
                || first.levels().isPresent() != second.levels().isPresent()) {
            throw TfliteTensors.refusal(
                    node, "reads two tensors that differ in more than their numbers in a file for TensorFlow Lite");
        }
        file.add(
                operator,
                1,
                table -> table.addByte(0, (byte) activation, 0),
                tensors.result(node, first.order()),
                a,
                b);
    }

    private void affine(Node node, Affine affine) {
        Tensor x = tensors.read(expectFloats(node), 0);
        int[] dims = tensors.dims(node, x.order());
        int factor = file.constant(node.name() + "/scale", new float[] {(float) affine.scale()});
        if (affine.shift() == 0) {
            file.add(Operator.MUL, 1, table -> {}, tensors.moved(node, x.order()), x.number(), factor);
            return;
        }
        int product = file.tensor(node.name() + "/product", dims);
        int shift = file.constant(node.name() + "/shift", new float[] {(float) affine.shift()});
        file.add(Operator.MUL, 1, table -> {}, product, x.number(), factor);
        file.add(Operator.ADD, 1, table -> {}, tensors.moved(node, x.order()), product, shift);
    }

    private void flatten(Node node) {
        Tensor x = tensors.read(node, 0);
        Shape before = graph.node(node.inputs().get(0)).shape();
        boolean turned = x.order() == Order.CHANNELS_LAST && before.dim(2) * before.dim(3) > 1;
        int[] dims = tensors.dims(node, Order.SAME);
        int shape = file.constant(node.name() + "/shape", dims, dims.length);
        int result = tensors.moved(node, turned ? Order.FLATTENED : Order.SAME);
        file.add(Operator.RESHAPE, result, x.number(), shape);
    }

    private void quantize(Node node) {
        Tensor x = tensors.read(node, 0);
        Optional<TfliteLevels> levels = Optional.of(tensors.levels(node));
        int number = file.tensor(node.name(), levels, tensors.dims(node, x.order()));
        tensors.put(node, new Tensor(number, x.order(), levels));
        file.add(Operator.QUANTIZE, number, x.number());
    }

    private void linear(Node node) {
        Tensor x = tensors.read(node, 0);
        if (x.order() == Order.CHANNELS_LAST) {
            throw TfliteTensors.refusal(node, "reads images, whose channels are last in a file for TensorFlow Lite");
        }
        UnaryOperator<INDArray> order = x.order() == Order.FLATTENED
                ? weight -> channelsLast(weight, flattened(node))
                : UnaryOperator.identity();
        TfliteWeights weights = TfliteWeights.of(tensors, node, x, order, 0);
        int activation = tensors.activation(node);
        boolean several = node.shape().rank() > 2;
        file.add(
                Operator.FULLY_CONNECTED,
                3,
                table -> {
                    table.addByte(0, (byte) activation, 0);
                    table.addBoolean(2, several, false);
                },
                tensors.result(node, Order.SAME),
                x.number(),
                weights.weight(),
                weights.bias());
    }

    /** The shape of the images that a node reads flattened. */
    private Shape flattened(Node node) {
        Node before = graph.node(node.inputs().get(0));
        return before.op() instanceof Flatten
                ? graph.node(before.inputs().get(0)).shape()
                : flattened(before);
    }

    /** Columns in the order in which the numbers of an image lie there. */
    private static INDArray channelsLast(INDArray weight, Shape images) {
        long out = weight.size(0);
        return weight.reshape('c', out, images.dim(1), images.dim(2), images.dim(3))
                .permute(0, 2, 3, 1)
                .dup('c')
                .reshape('c', out, weight.size(1));
    }

    /** An output of floats. */
    private int output(Node node) {
        Tensor tensor = tensors.of(node);
        boolean isImages = tensor.order() == Order.CHANNELS_LAST;
        if (tensor.order() == Order.FLATTENED || isImages != (node.shape().rank() == 4)) {
            throw TfliteTensors.refusal(node, "gives its numbers in another order in a file for TensorFlow Lite");
        }
        if (tensor.levels().isEmpty()) {
            return tensor.number();
        }
        int floats = file.tensor(node.name() + "/dequantized", tensors.dims(node, tensor.order()));
        file.add(Operator.DEQUANTIZE, floats, tensor.number());
        return floats;
    }
}
