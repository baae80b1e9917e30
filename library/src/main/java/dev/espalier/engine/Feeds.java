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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What one run starts from, checked against the graph.
 *
 * @param arrays a dense array in row order for every input and parameter that is needed
 * @param type of all of them
 * @param batch the batch size; 1 if no input has one
 */
public record Feeds(Map<String, INDArray> arrays, DataType type, int batch) {

    /**
     * Checks that everything needed is there, nothing is unknown, and shapes, types and batch sizes agree.
     *
     * @param needed the nodes the run computes or reads
     */
    public static Feeds check(Graph graph, Set<String> needed, Map<String, INDArray> fed) {
        List<Node> feedable = new ArrayList<>(graph.inputs());
        feedable.addAll(graph.parameters());
        refuseUnknown(feedable.stream().map(Node::name).toList(), fed.keySet());
        List<Node> read =
                feedable.stream().filter(node -> needed.contains(node.name())).toList();
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
        List<Node> batched =
                read.stream().filter(node -> node.shape().isBatched()).toList();
        expectSame(read, "", node -> arrays.get(node.name()).dataType());
        expectSame(batched, "a batch of ", node -> arrays.get(node.name()).size(0));
        return new Feeds(
                arrays,
                read.isEmpty() ? DataType.FLOAT : arrays.get(read.get(0).name()).dataType(),
                batched.isEmpty() ? 1 : (int) arrays.get(batched.get(0).name()).size(0));
    }

    private static void refuseUnknown(List<String> known, Set<String> fed) {
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
        Shape found = Model.shapeOf(array);
        boolean fits = found.rank() == node.shape().rank()
                && (found.rank() == 0 || node.shape().withBatch(found.dim(0)).equals(found));
        if (!fits) {
            throw new IllegalArgumentException(
                    describe(node) + " is fed an array of shape " + found + "; the graph expects " + node.shape());
        }
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
