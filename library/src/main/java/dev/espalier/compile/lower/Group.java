package dev.espalier.compile.lower;

import dev.espalier.model.Node;
import java.util.Set;

/** Nodes of the graph that become one call, or a few; only the result of the last one is written to memory. */
interface Group {

    /** The node whose result it gives. */
    Node output();

    /** The name people know it by: of the layer with weights among its nodes, if there is one. */
    default String layer() {
        return output().name();
    }

    /** All nodes it computes. */
    Set<String> members();

    /** Pixels of zeros that an image it reads must have around it. */
    default int halo(String input) {
        return 0;
    }

    /** Writes the calls. */
    void lower(Lowering lowering);
}
