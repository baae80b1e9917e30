package dev.espalier.model;

import dev.espalier.model.op.Op;
import dev.espalier.model.op.Value;

/**
 * A part of a graph under construction, whose nodes are named after it and after what they do: {@code loss/Square},
 * {@code loss/Reduce}, {@code loss/Reduce2}.
 *
 * @param graph that the nodes are added to
 * @param name of the part
 */
public record Scope(Graph.Builder graph, String name) {

    /** A part of this part. */
    public Scope part(String inner) {
        return new Scope(graph, name + "/" + inner);
    }

    /** Adds an operator under the next free name. */
    public Value apply(Op op, Value... inputs) {
        String node = name + "/" + op.kind();
        String free = node;
        for (int i = 2; graph.contains(free); i++) {
            free = node + i;
        }
        return graph.add(free, op, inputs);
    }
}
