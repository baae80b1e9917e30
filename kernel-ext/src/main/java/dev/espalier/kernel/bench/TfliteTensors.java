package dev.espalier.kernel.bench;

import dev.espalier.model.Cost;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The tensors of a network that is being written for TensorFlow Lite, by the nodes that compute them. */
final class TfliteTensors {

    private static final int NO_ACTIVATION = 0;
    private static final int RELU = 1;
    private static final int RELU6 = 3;

    private final Model model;
    private final TfliteFile file;
    private final Map<String, Tensor> tensors = new HashMap<>();

    TfliteTensors(Model model) {
        this.model = model;
        this.file = new TfliteFile(Cost.of(model.graph()).parameters() * Float.BYTES);
    }

    /** In which order numbers lie in the file. */
    enum Order {
        /** In that of the network. */
        SAME,
        /** Images [N, C, H, W] as [N, H, W, C]. */
        CHANNELS_LAST,
        /** Images [N, H, W, C] as [N, H W C]. */
        FLATTENED
    }

    /**
     * One of them.
     *
     * @param number in the file
     * @param levels if it holds integers that stand for numbers
     */
    record Tensor(int number, Order order, Optional<TfliteLevels> levels) {}

    Model model() {
        return model;
    }

    Graph graph() {
        return model.graph();
    }

    TfliteFile file() {
        return file;
    }

    boolean contains(Node node) {
        return tensors.containsKey(node.name());
    }

    int put(Node node, Tensor tensor) {
        tensors.put(node.name(), tensor);
        return tensor.number();
    }

    Tensor of(Node node) {
        return tensors.get(node.name());
    }

    INDArray parameter(Node node, int input) {
        return model.parameters().get(node.inputs().get(input));
    }

    static UnsupportedOperationException refusal(Node node, String reason) {
        return new UnsupportedOperationException(
                "node '" + node.name() + "' (" + node.op().kind() + ") " + reason);
    }

    /** What a node reads. */
    Tensor read(Node node, int input) {
        Tensor tensor = tensors.get(node.inputs().get(input));
        if (tensor == null) {
            throw refusal(
                    node,
                    "reads the parameter '" + node.inputs().get(input)
                            + "' in a way that cannot be written for TensorFlow Lite");
        }
        return tensor;
    }

    /** The images that a node reads first. */
    Tensor images(Node node) {
        Tensor tensor = read(node, 0);
        if (tensor.order() != Order.CHANNELS_LAST) {
            throw refusal(node, "reads as images what is none in a file for TensorFlow Lite");
        }
        return tensor;
    }

    /** Floats that a node reads, in the network's order; a parameter becomes a constant. */
    int floats(Node node, int input) {
        Node source = graph().node(node.inputs().get(input));
        if (source.op() instanceof Parameter && !contains(source)) {
            INDArray array = model.parameters().get(source.name());
            int number = file.constant(source.name(), array.dup('c').data().asFloat(), ints(array));
            return put(source, new Tensor(number, Order.SAME, Optional.empty()));
        }
        Tensor tensor = read(node, input);
        if (tensor.order() != Order.SAME) {
            throw refusal(node, "reads images, whose channels are last in a file for TensorFlow Lite");
        }
        if (tensor.levels().isPresent()) {
            throw refusal(node, "reads integers, with which it cannot be written for TensorFlow Lite");
        }
        return tensor.number();
    }

    /** The shape of one item, images with their channels last. */
    int[] dims(Node node, Order order) {
        Shape shape = node.shape();
        return order == Order.CHANNELS_LAST
                ? new int[] {1, shape.dim(2), shape.dim(3), shape.dim(1)}
                : shape.withBatch(1).dims().stream().mapToInt(Integer::intValue).toArray();
    }

    static int[] ints(INDArray array) {
        int[] dims = new int[array.rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = (int) array.size(i);
        }
        return dims;
    }

    static Optional<Node> onlyReader(Graph graph, Node node) {
        List<Node> readers = graph.consumers(node.name());
        return readers.size() == 1 && !graph.outputs().contains(node) ? Optional.of(readers.get(0)) : Optional.empty();
    }

    static boolean isRectifier(Node node) {
        return node.op() instanceof Relu || node.op() instanceof Relu6;
    }

    /** The rectifier that an operator computes as well: the one that alone reads it, if it can. */
    static Optional<Node> rectifier(Graph graph, Node node) {
        boolean fuses = node.op() instanceof Conv2d || node.op() instanceof Linear || node.op() instanceof Add;
        return fuses ? onlyReader(graph, node).filter(TfliteTensors::isRectifier) : Optional.empty();
    }

    int activation(Node node) {
        return rectifier(graph(), node)
                .map(reader -> reader.op() instanceof Relu ? RELU : RELU6)
                .orElse(NO_ACTIVATION);
    }

    /** The levels of a quantizer's results. */
    TfliteLevels levels(Node quantizer) {
        FakeQuantize quantize = (FakeQuantize) quantizer.op();
        if (quantize.bits() != TfliteLevels.BITS) {
            throw refusal(
                    quantizer, "has " + quantize.bits() + " bits; TensorFlow Lite computes with " + TfliteLevels.BITS);
        }
        return TfliteLevels.of(quantize, parameter(quantizer, 1).getDouble(0));
    }

    /** The levels of what a node computes, the rectifier included; none if it reads floats. */
    Optional<TfliteLevels> resultLevels(Node node) {
        if (read(node, 0).levels().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(levels(quantizer(node)));
    }

    private Node quantizer(Node node) {
        return onlyReader(graph(), rectifier(graph(), node).orElse(node))
                .filter(reader -> reader.op() instanceof FakeQuantize)
                .orElseThrow(() -> refusal(
                        node,
                        "computes with integers, and no quantizer says which its results are; TensorFlow Lite"
                                + " needs to know"));
    }

    /** The tensor of what a node computes; of its rectifier and quantizer as well, as the operator does their work. */
    int result(Node node, Order order) {
        Optional<TfliteLevels> levels = resultLevels(node);
        Tensor tensor = new Tensor(file.tensor(node.name(), levels, dims(node, order)), order, levels);
        put(node, tensor);
        rectifier(graph(), node).ifPresent(reader -> put(reader, tensor));
        if (levels.isPresent()) {
            put(quantizer(node), tensor);
        }
        return tensor.number();
    }

    /** The tensor of a node that computes no numbers but those it reads first, so that they keep their levels. */
    int moved(Node node, Order order) {
        Optional<TfliteLevels> levels = read(node, 0).levels();
        return put(node, new Tensor(file.tensor(node.name(), levels, dims(node, order)), order, levels));
    }
}
