package dev.espalier.onnx;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes a graph again with the operators that files spell out: biases that are added, layer normalisation, activations and
 * rounding to levels that are calculated step by step, reshapes of reshapes. What nobody reads any more stays behind.
 */
final class Idioms {

    private final Map<String, INDArray> arrays;
    private final Graph.Builder builder = new Graph.Builder();
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Integer> readers = new HashMap<>();
    private final Map<String, String> rows = new HashMap<>();
    private final Map<String, String> shorter;
    private final Set<String> taken = new HashSet<>();

    /**
     * Writes a graph again.
     *
     * @param arrays of its parameters; reshaped biases are added
     * @param shorter better names for nodes; those that end what had another name are added
     * @param outputs names whose values must stay what they are
     */
    Idioms(Graph old, Map<String, INDArray> arrays, Map<String, String> shorter, Collection<String> outputs) {
        this.arrays = arrays;
        this.shorter = shorter;
        outputs.forEach(output -> readers.merge(output, 1, Integer::sum));
        for (Node node : old.nodes()) {
            taken.add(node.name());
            node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
        }
        old.nodes().forEach(this::write);
    }

    /** The new graph, which has no outputs yet. */
    Graph graph() {
        return builder.build();
    }

    /** What the value of an old node is called now. */
    String name(String oldName) {
        return names.get(oldName);
    }

    private void write(Node node) {
        List<String> inputs = node.inputs().stream().map(names::get).toList();
        Node same = new Node(node.name(), node.op(), inputs, node.shape());
        names.put(node.name(), node.name());
        if (node.op() instanceof Add) {
            Optional<Node> biased = biased(same);
            if (biased.isPresent()) {
                put(biased.get());
                return;
            }
        }
        if (node.op() instanceof Reshape) {
            reshape(same);
            return;
        }
        if (node.op() instanceof Affine outer && node(inputs.get(0)).op() instanceof Affine inner) {
            double scale = outer.scale() * inner.scale();
            double shift = outer.scale() * inner.shift() + outer.shift();
            if (Double.isFinite(scale) && Double.isFinite(shift) && Math.abs(scale) <= Float.MAX_VALUE) {
                same = new Node(
                        node.name(),
                        new Affine(scale, shift),
                        node(inputs.get(0)).inputs(),
                        node.shape());
            }
        }
        if (same.op().equals(new Affine(1, 0))) {
            names.put(node.name(), same.inputs().get(0));
            return;
        }
        Node known = same;
        put(NormalizationIdiom.of(this, same)
                .or(() -> ActivationIdioms.of(this, known))
                .or(() -> QuantizationIdiom.of(this, known))
                .orElse(same));
    }

    private void put(Node node) {
        Value value = builder.add(node.name(), node.op(), node.inputs());
        nodes.put(node.name(), new Node(node.name(), node.op(), node.inputs(), value.shape()));
    }

    /** The one number of a parameter. */
    float number(Node parameter) {
        return arrays.get(parameter.name()).getFloat(0);
    }

    /** A new parameter between the levels of a quantized activation. */
    String step(String wanted, float step) {
        String name = wanted;
        while (!taken.add(name)) {
            name += "_";
        }
        put(new Node(name, new Parameter(Shape.SCALAR, Parameter.Role.STEP), List.of(), Shape.SCALAR));
        arrays.put(name, Nd4j.scalar(step));
        return name;
    }

    /** A node that has been written. */
    Node node(String name) {
        return nodes.get(name);
    }

    /** What a node reads in some place. */
    Node input(Node node, int index) {
        return nodes.get(node.inputs().get(index));
    }

    /** Whether two names stand for the same: one node, or two that compute the same of the same. */
    boolean same(String a, String b) {
        Node left = nodes.get(a);
        Node right = nodes.get(b);
        return a.equals(b)
                || left.op().equals(right.op())
                        && !left.inputs().isEmpty()
                        && left.inputs().equals(right.inputs());
    }

    /** A layer without bias that one is added to. */
    private Optional<Node> biased(Node sum) {
        for (int i = 0; i < 2; i++) {
            Node layer = input(sum, i);
            Node bias = input(sum, 1 - i);
            boolean fits = bias.op() instanceof Parameter
                    && layer.inputs().size() == 2
                    && readers.getOrDefault(layer.name(), 0) == 1
                    && sum.shape().equals(layer.shape());
            int axis = layer.op() instanceof Linear ? layer.shape().rank() - 1 : layer.op() instanceof Conv2d ? 1 : -1;
            if (fits && axis >= 0 && isAlong(bias.shape(), axis, layer.shape())) {
                List<String> inputs = new ArrayList<>(layer.inputs());
                inputs.add(row(bias, layer.shape().dim(axis)));
                return Optional.of(new Node(sum.name(), layer.op(), inputs, sum.shape()));
            }
        }
        return Optional.empty();
    }

    /** Whether a tensor that is repeated differs along one axis only, and is as long there. */
    private static boolean isAlong(Shape shape, int axis, Shape whole) {
        int own = axis - (whole.rank() - shape.rank());
        return own >= 0 && shape.dim(own) == whole.dim(axis) && shape.size() == whole.dim(axis);
    }

    private String row(Node bias, int length) {
        if (bias.shape().rank() == 1) {
            return bias.name();
        }
        String known = rows.get(bias.name());
        if (known != null) {
            return known;
        }
        String name = bias.name() + ".row";
        while (!taken.add(name)) {
            name += "_";
        }
        rows.put(bias.name(), name);
        put(new Node(name, new Parameter(Shape.of(length), Parameter.Role.BIAS), List.of(), Shape.of(length)));
        arrays.put(name, arrays.get(bias.name()).reshape('c', new long[] {length}));
        return name;
    }

    private void reshape(Node node) {
        Node source = input(node, 0);
        while (source.op() instanceof Reshape) {
            source = input(source, 0);
        }
        if (source.shape().equals(node.shape())) {
            names.put(node.name(), source.name());
            if (source.name().startsWith(node.name() + "/")) {
                shorter.put(source.name(), node.name());
            }
        } else {
            put(new Node(node.name(), node.op(), List.of(source.name()), node.shape()));
        }
    }
}
