package dev.espalier.compile.rewrite;

import dev.espalier.model.op.Op;
import java.util.List;

/**
 * A node that is not written yet.
 *
 * @param name of the node
 * @param op its operator
 * @param inputs names of what it reads
 */
record Term(String name, Op op, List<String> inputs) {

    Term {
        inputs = List.copyOf(inputs);
    }

    static Term of(String name, Op op, String... inputs) {
        return new Term(name, op, List.of(inputs));
    }
}
