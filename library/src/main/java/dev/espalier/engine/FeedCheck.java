package dev.espalier.engine;

import static org.nd4j.linalg.api.shape.Shape.hasDefaultStridesForShape;

import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Node;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Checks what is fed to an executor before every run, so it takes no longer than it must. */
public final class FeedCheck {

    private final Set<String> known = new LinkedHashSet<>();
    private final List<Node> read;
    private final List<Node> batched;

    /**
     * For the runs of one graph.
     *
     * @param needed the nodes a run computes or reads
     */
    public FeedCheck(Graph graph, Set<String> needed) {
        List<Node> feedable = new ArrayList<>(graph.inputs());
        feedable.addAll(graph.parameters());
        feedable.forEach(node -> known.add(node.name()));
        read = feedable.stream().filter(node -> needed.contains(node.name())).toList();
        batched = read.stream().filter(node -> node.shape().isBatched()).toList();
    }

    /**
     * Checks that everything needed is there, nothing is unknown, and shapes, types and batch sizes agree.
     *
     * @throws IllegalArgumentException if not; names the input or parameter
     */
    public Feeds check(Map<String, INDArray> fed) {
        refuseUnknown(fed.keySet());
        Map<String, INDArray> arrays = new HashMap<>();
        for (Node node : read) {
            INDArray array = fed.get(node.name());
            if (array == null) {
                throw new IllegalArgumentException(describe(node) + " of shape " + node.shape() + " is not fed");
            }
            checkShape(node, array);
            checkType(node, array);
            arrays.put(node.name(), isDense(array) ? array : array.dup('c'));
        }
        expectSame(read, "", node -> arrays.get(node.name()).dataType());
        expectSame(batched, "a batch of ", node -> arrays.get(node.name()).size(0));
        return new Feeds(
                arrays,
                read.isEmpty() ? DataType.FLOAT : arrays.get(read.get(0).name()).dataType(),
                batched.isEmpty() ? 1 : (int) arrays.get(batched.get(0).name()).size(0));
    }

    private void refuseUnknown(Set<String> fed) {
        for (String name : fed) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("'" + name + "' is fed, but the graph has no input or parameter of"
                        + " this name" + Nearest.hint(name, known));
            }
        }
    }

    private static void expectSame(List<Node> nodes, String what, Function<Node, Object> property) {
        for (Node node : nodes) {
            Object expected = property.apply(nodes.get(0));
            Object found = property.apply(node);
            if (!found.equals(expected)) {
                throw new IllegalArgumentException(describe(node) + " is fed " + what + found + ", but "
                        + describe(nodes.get(0)) + " is fed " + what + expected + "; they must be the same");
            }
        }
    }

    private static void checkShape(Node node, INDArray array) {
        if (!fits(node.shape(), array)) {
            throw new IllegalArgumentException(describe(node) + " is fed an array of shape " + Model.shapeOf(array)
                    + "; the graph expects " + node.shape());
        }
    }

    private static boolean fits(Shape shape, INDArray array) {
        boolean fits = array.rank() == shape.rank();
        for (int i = 0; fits && i < shape.rank(); i++) {
            fits = shape.dim(i) == Shape.BATCH || shape.dim(i) == array.size(i);
        }
        return fits;
    }

    private static void checkType(Node node, INDArray array) {
        if (array.dataType() != DataType.FLOAT && array.dataType() != DataType.DOUBLE) {
            throw new IllegalArgumentException(
                    describe(node) + " is fed " + array.dataType() + "; expected FLOAT, or DOUBLE for checks");
        }
    }

    private static boolean isDense(INDArray array) {
        return array.ordering() == 'c' && hasDefaultStridesForShape(array);
    }

    private static String describe(Node node) {
        return (node.op() instanceof Parameter ? "parameter '" : "input '") + node.name() + "'";
    }
}
