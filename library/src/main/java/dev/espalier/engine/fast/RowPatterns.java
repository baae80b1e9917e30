package dev.espalier.engine.fast;

import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.LayerNormInputGradient;
import dev.espalier.model.op.LayerNormScaleGradient;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Transpose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The groups of nodes in networks over sequences that are worth one pass over memory instead of several. */
final class RowPatterns {

    private RowPatterns() {}

    /** The gradients of layer normalisation with respect to input, scale and shift, as many as there are. */
    static Optional<Group> layerNormGradient(Node node, Surroundings around) {
        LayerNorm norm;
        if (node.op() instanceof LayerNormInputGradient gradient) {
            norm = gradient.norm();
        } else if (node.op() instanceof LayerNormScaleGradient gradient) {
            norm = gradient.norm();
        } else {
            return Optional.empty();
        }
        Node x = around.input(node, 0);
        Node upstream = around.input(node, 1);
        Node input = reader(upstream, new LayerNormInputGradient(norm), x, around);
        Node scale = reader(upstream, new LayerNormScaleGradient(norm), x, around);
        List<Integer> rowAxes =
                IntStream.range(0, x.shape().rank() - norm.dims()).boxed().toList();
        Node shift = scale == null
                ? null
                : reader(upstream, new Reduce(Reduce.Reducer.SUM, rowAxes, false), upstream, around);
        String factor =
                input != null && input.inputs().size() == 3 ? input.inputs().get(2) : null;
        if (scale != null && input != null && factor == null) {
            return Optional.empty();
        }
        LayerNormRules.Backward backward =
                new LayerNormRules.Backward(norm, x.name(), upstream.name(), factor, input, scale, shift);
        List<Node> nodes =
                Stream.of(input, scale, shift).filter(Objects::nonNull).toList();
        return Optional.of(new Group(nodes, to -> LayerNormRules.backward(backward, to)));
    }

    private static Node reader(Node upstream, Op op, Node first, Surroundings around) {
        return around.consumers(upstream).stream()
                .filter(reader -> reader.op().equals(op)
                        && reader.inputs().get(0).equals(first.name())
                        && (first == upstream || reader.inputs().get(1).equals(upstream.name())))
                .findFirst()
                .orElse(null);
    }

    /** A product whose axes are exchanged afterwards, such as the heads of attention: written where it belongs. */
    static Optional<Group> productAndTranspose(Node node, Surroundings around) {
        return node.op() instanceof MatMul product
                ? around.onlyConsumer(node)
                        .filter(reader -> reader.op() instanceof Transpose)
                        .map(transpose -> new Group(
                                List.of(node, transpose),
                                to -> MatrixRules.matMulTransposed(product, node, transpose, to)))
                : Optional.empty();
    }

    /** Tensors that are padded with zeros and added, and do not overlap: one behind the other. */
    static Optional<Group> sumOfParts(Node node, Surroundings around) {
        List<Node> sums = new ArrayList<>();
        List<Node> parts = new ArrayList<>();
        if (!(node.op() instanceof Add) || !collect(node, node, around, sums, parts)) {
            return Optional.empty();
        }
        int axis = ((PadAxis) parts.get(0).op()).axis();
        parts.sort(Comparator.comparingInt(part -> ((PadAxis) part.op()).before()));
        int end = 0;
        for (Node part : parts) {
            PadAxis pad = (PadAxis) part.op();
            if (pad.axis() != axis || pad.before() != end) {
                return Optional.empty();
            }
            end = part.shape().dim(axis) - pad.after();
        }
        if (end != node.shape().dim(axis)) {
            return Optional.empty();
        }
        List<String> inputs = parts.stream().map(part -> part.inputs().get(0)).toList();
        List<Node> nodes = new ArrayList<>(parts);
        nodes.addAll(sums);
        return Optional.of(new Group(nodes, to -> LayoutRules.concat(axis, inputs, node.name(), to)));
    }

    private static boolean collect(Node node, Node whole, Surroundings around, List<Node> sums, List<Node> parts) {
        if (!node.shape().equals(whole.shape())
                || node != whole && around.onlyConsumer(node).isEmpty()) {
            return false;
        }
        if (node.op() instanceof PadAxis) {
            parts.add(node);
            return true;
        }
        boolean known = node.op() instanceof Add
                && collect(around.input(node, 0), whole, around, sums, parts)
                && collect(around.input(node, 1), whole, around, sums, parts);
        sums.add(node);
        return known;
    }
}
