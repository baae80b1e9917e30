package dev.espalier.engine;

import static org.nd4j.linalg.api.shape.Shape.hasDefaultStridesForShape;

import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Node;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What one run starts from, checked against the graph.
 *
 * @param arrays a dense array in row order for every input and parameter that is needed
 * @param type of all of them
 * @param batch the batch size; 1 if no input has one
 */
record Feeds(Map<String, INDArray> arrays, DataType type, int batch) {

    /**
     * Checks that everything needed is there, nothing is unknown, and shapes, types and batch sizes agree.
     *
     * @param needed the nodes the run computes or reads
     */
    static Feeds check(Graph graph, Set<String> needed, Map<String, INDArray> fed) {
        Map<String, Node> feedable = new LinkedHashMap<>();
        graph.inputs().forEach(node -> feedable.put(node.name(), node));
        graph.parameters().forEach(node -> feedable.put(node.name(), node));
        for (String name : fed.keySet()) {
            if (!feedable.containsKey(name)) {
                throw new IllegalArgumentException("'" + name + "' is fed, but the graph has no input or parameter of"
                        + " this name" + Nearest.hint(name, feedable.keySet()));
            }
        }
        Map<String, INDArray> arrays = new HashMap<>();
        Node first = null;
        Node batched = null;
        for (Node node : feedable.values()) {
            if (!needed.contains(node.name())) {
                continue;
            }
            INDArray array = fed.get(node.name());
            if (array == null) {
                throw new IllegalArgumentException(describe(node) + " of shape " + node.shape() + " is not fed");
            }
            checkShape(node, array);
            if (first == null) {
                first = node;
                checkType(node, array);
            } else if (array.dataType() != fed.get(first.name()).dataType()) {
                throw new IllegalArgumentException(describe(node) + " is fed " + array.dataType() + ", but "
                        + describe(first) + " " + fed.get(first.name()).dataType() + "; all must be of one type");
            }
            if (node.shape().isBatched()) {
                if (batched == null) {
                    batched = node;
                } else if (array.size(0) != fed.get(batched.name()).size(0)) {
                    throw new IllegalArgumentException(
                            describe(node) + " is fed a batch of " + array.size(0) + ", but " + describe(batched)
                                    + " one of " + fed.get(batched.name()).size(0));
                }
            }
            arrays.put(node.name(), isDense(array) ? array : array.dup('c'));
        }
        DataType type = first == null ? DataType.FLOAT : fed.get(first.name()).dataType();
        int batch = batched == null ? 1 : (int) fed.get(batched.name()).size(0);
        return new Feeds(arrays, type, batch);
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
