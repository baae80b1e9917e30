package dev.espalier.model;

import dev.espalier.model.op.Op;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.List;

/**
 * One operator at its place in a graph.
 *
 * @param name unique within the graph
 * @param op what it computes
 * @param inputs names of the nodes it reads, in the operator's order
 * @param shape its output shape
 */
public record Node(String name, Op op, List<String> inputs, Shape shape) {

    public Node {
        inputs = List.copyOf(inputs);
    }

    /** The node's result as a handle. */
    public Value value() {
        return new Value(name, shape);
    }
}
