package dev.espalier.engine.fast;

import dev.espalier.model.Node;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Reshape;

/** Operators that move numbers or only look at them otherwise. */
final class LayoutRules {

    private LayoutRules() {}

    static void flatten(Flatten op, Node node, Lowering to) {
        view(node, to);
    }

    static void reshape(Reshape op, Node node, Lowering to) {
        view(node, to);
    }

    /** Row order stays what it is. */
    private static void view(Node node, Lowering to) {
        Tensor plain = to.plain(node.inputs().get(0));
        to.place(node.name(), plain.as(to.natives().plain(to.dims(node.name()))));
    }
}
