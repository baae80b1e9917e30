package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Expr;
import dev.espalier.compile.kernel.Formulas;
import dev.espalier.model.Node;
import dev.espalier.model.op.Binary;
import dev.espalier.model.op.Pointwise;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The elementwise nodes that follow a node one by one, as a formula of its result: what a kernel computes before it writes.
 * Each has no other reader before it, so that nothing in between is needed by anybody.
 *
 * @param members nodes of the chain, the first one among them
 * @param last the node that ends it
 * @param formula what becomes of the first one's result
 * @param further names of the formula's inputs 1, 2, ..., which are of the result's shape
 */
record Chain(Set<String> members, Node last, Expr formula, List<String> further) {

    /** Most tensors a formula adds. */
    private static final int MOST_INPUTS = 2;

    /** The longest chain after a node. */
    static Chain after(Node first, Scene scene, Set<String> taken) {
        return after(first, scene, taken, MOST_INPUTS);
    }

    /** The longest chain that reads nothing else. */
    static Chain ofFunctions(Node first, Scene scene, Set<String> taken) {
        return after(first, scene, taken, 0);
    }

    private static Chain after(Node first, Scene scene, Set<String> taken, int most) {
        Set<String> members = new LinkedHashSet<>(List.of(first.name()));
        List<String> further = new ArrayList<>();
        Expr formula = new Expr.Result();
        Node last = first;
        for (Node next = scene.onlyReader(last); next != null; next = scene.onlyReader(last)) {
            Expr longer = taken.contains(next.name()) ? null : step(formula, last, next, scene, further, most);
            if (longer == null) {
                break;
            }
            formula = longer;
            members.add(next.name());
            last = next;
        }
        return new Chain(members, last, formula, further);
    }

    private static Expr step(Expr before, Node last, Node next, Scene scene, List<String> further, int most) {
        if (next.op() instanceof Pointwise function && Formulas.knows(function)) {
            return new Expr.Unary(function, before);
        }
        if (!(next.op() instanceof Binary function) || !next.shape().equals(last.shape())) {
            return null;
        }
        boolean left = next.inputs().get(0).equals(last.name());
        String name = next.inputs().get(left ? 1 : 0);
        Expr other;
        if (scene.isConstant(name)) {
            if (scene.shape(name).size() != 1) {
                return null;
            }
            other = new Expr.Number(scene.constant(name)[0]);
        } else if (scene.graph().node(name).shape().equals(last.shape()) && further.size() < most) {
            further.add(name);
            other = new Expr.Input(further.size());
        } else {
            return null;
        }
        return left ? new Expr.Both(function, before, other) : new Expr.Both(function, other, before);
    }
}
