package dev.espalier.onnx;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.ScatterAdd;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The inputs of a graph that hold positions and nothing else, such as the numbers of words. In a file these are integers.
 *
 * @param names of them
 */
record IndexInputs(Set<String> names) {

    static IndexInputs of(Graph graph, Set<String> needed) {
        Set<String> names = new HashSet<>();
        for (Node input : graph.inputs()) {
            var readers = graph.consumers(input.name()).stream()
                    .filter(reader -> needed.contains(reader.name()))
                    .toList();
            if (!readers.isEmpty()
                    && !graph.outputs().contains(input)
                    && readers.stream().allMatch(reader -> readsPositionsOf(input, reader))) {
                names.add(input.name());
            }
        }
        return new IndexInputs(Set.copyOf(names));
    }

    private static boolean readsPositionsOf(Node input, Node reader) {
        Op op = reader.op();
        boolean reads = op instanceof Gather || op instanceof ScatterAdd || op instanceof CrossEntropy;
        return reads
                && IntStream.range(0, reader.inputs().size())
                        .allMatch(i -> (i == 1) == reader.inputs().get(i).equals(input.name()));
    }

    boolean contains(Node node) {
        return node.op() instanceof Input && names.contains(node.name());
    }
}
