package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;

import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Binary;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Maximum;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Pointwise;
import dev.espalier.model.op.Subtract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Arithmetic from node to node, each read by the next one alone: one pass over memory. An optimizer's update of a
 * parameter is two or three of them.
 */
final class Chain {

    /** oneDNN takes 32; longer chains than an optimizer's do not occur. */
    private static final int LONGEST = 12;

    private Chain() {}

    /** The chain that starts at a node, of at least two. */
    static Optional<Group> match(Node start, Surroundings around) {
        boolean scaled = start.op() instanceof Affine affine && affine.shift() == 0;
        if (!scaled && !(start.op() instanceof Binary)) {
            return Optional.empty();
        }
        List<Node> nodes = new ArrayList<>(List.of(start));
        Node last = start;
        while (nodes.size() < LONGEST) {
            Node current = last;
            Optional<Node> next = around.onlyConsumer(current).filter(reader -> continues(reader, current, around));
            if (next.isEmpty()) {
                break;
            }
            last = next.get();
            nodes.add(last);
        }
        return nodes.size() < 2 ? Optional.empty() : Optional.of(new Group(nodes, to -> lower(nodes, to)));
    }

    /** Whether a node can be done to the numbers of the one before, on the way to memory. */
    private static boolean continues(Node node, Node before, Surroundings around) {
        if (!node.shape().equals(before.shape())) {
            return false;
        }
        if (node.op() instanceof Pointwise pointwise) {
            return Eltwise.of(pointwise).isPresent();
        }
        if (!(node.op() instanceof Binary)
                || node.inputs().get(0).equals(node.inputs().get(1))) {
            return false;
        }
        boolean first = node.inputs().get(0).equals(before.name());
        boolean turns = node.op() instanceof Add
                || node.op() instanceof Multiply
                || node.op() instanceof Subtract
                || node.op() instanceof Maximum;
        Node other = around.input(node, first ? 1 : 0);
        boolean fits = other.shape().equals(node.shape())
                || other.shape().size() == 1 && !other.shape().isBatched();
        return fits && (first || turns);
    }

    private static void lower(List<Node> nodes, Lowering to) {
        Node start = nodes.get(0);
        Node end = nodes.get(nodes.size() - 1);
        Layout layout = start.op() instanceof Affine
                ? to.tensor(start.inputs().get(0)).layout()
                : ElementwiseRules.layout(start, to);
        PostOps after = new PostOps(to.natives());
        for (int i = 1; i < nodes.size(); i++) {
            append(nodes.get(i), nodes.get(i - 1), layout, after, to);
        }
        if (start.op() instanceof Affine affine) {
            Tensor x = to.tensor(start.inputs().get(0));
            Tensor factor =
                    to.constant((float) affine.scale(), 1).as(to.natives().single(layout.dims().length));
            ElementwiseRules.binary(
                    end.name(),
                    dnnl_binary_mul,
                    x,
                    factor,
                    () -> to.writeOver(end.name(), start.inputs().get(0), x),
                    after,
                    to);
        } else {
            ElementwiseRules.binary((Binary) start.op(), start, end.name(), after, to);
        }
    }

    private static void append(Node node, Node before, Layout layout, PostOps after, Lowering to) {
        if (node.op() instanceof Pointwise pointwise) {
            after.then(Eltwise.of(pointwise).orElseThrow());
            return;
        }
        boolean first = node.inputs().get(0).equals(before.name());
        String other = node.inputs().get(first ? 1 : 0);
        Tensor operand = to.dims(other).length == layout.dims().length && to.dims(other)[0] == layout.dims()[0]
                ? to.read(other, layout)
                : to.plain(other).as(to.natives().single(layout.dims().length));
        Binary op = (Binary) node.op();
        if (!first && op instanceof Subtract) {
            after.then(new Eltwise(dnnl_eltwise_linear, dnnl_eltwise_linear, -1, 0));
            op = new Add();
        }
        if (!first && op instanceof Divide) {
            throw new OneDnn.Unsupported("a quotient by the chain");
        }
        after.then(ElementwiseRules.algorithm(op), operand);
    }
}
