package dev.espalier.onnx;

import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Power;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Subtract;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Layer normalisation as its definition: (x - mean) / √(mean of (x - mean)² + epsilon), times a scale, plus a shift. */
final class NormalizationIdiom {

    private NormalizationIdiom() {}

    /** The operator for a node that ends such a calculation. */
    static Optional<Node> of(Idioms idioms, Node node) {
        if (node.op() instanceof Divide) {
            return plain(idioms, node, idioms.input(node, 0), deviationUnder(idioms, idioms.input(node, 1)));
        }
        if (node.op() instanceof Multiply) {
            for (int i = 0; i < 2; i++) {
                Node factor = idioms.input(node, i);
                Optional<Node> norm = plain(idioms, node, idioms.input(node, 1 - i), inverse(idioms, factor));
                if (norm.isPresent()) {
                    return norm;
                }
            }
        }
        return node.op() instanceof Add ? affine(idioms, node) : Optional.empty();
    }

    /** The variance plus epsilon whose root a node is. */
    private static Node deviationUnder(Idioms idioms, Node node) {
        boolean root = node.op() instanceof Sqrt || node.op().equals(new Power(0.5));
        return root ? idioms.input(node, 0) : null;
    }

    /** The variance plus epsilon of whose root a node is the reciprocal. */
    private static Node inverse(Idioms idioms, Node node) {
        if (node.op().equals(new Power(-0.5))) {
            return idioms.input(node, 0);
        }
        return node.op().equals(new Power(-1)) ? deviationUnder(idioms, idioms.input(node, 0)) : null;
    }

    private static Optional<Node> plain(Idioms idioms, Node node, Node centred, Node under) {
        boolean ends = under != null
                && under.op() instanceof Affine epsilon
                && epsilon.scale() == 1
                && epsilon.shift() > 0
                && centred.op() instanceof Subtract;
        if (!ends) {
            return Optional.empty();
        }
        Node x = idioms.input(centred, 0);
        Node mean = idioms.input(centred, 1);
        Node variance = idioms.input(under, 0);
        if (!isMean(mean.op(), x.shape())
                || !mean.inputs().get(0).equals(x.name())
                || !variance.op().equals(mean.op())) {
            return Optional.empty();
        }
        Node square = idioms.input(variance, 0);
        boolean ofSame =
                square.op() instanceof Square && idioms.same(square.inputs().get(0), centred.name())
                        || square.op() instanceof Multiply
                                && square.inputs().stream().allMatch(factor -> idioms.same(factor, centred.name()));
        int dims = ((Reduce) mean.op()).axes().size();
        double epsilon = ((Affine) under.op()).shift();
        return ofSame && dims < x.shape().rank()
                ? Optional.of(new Node(node.name(), new LayerNorm(dims, epsilon), List.of(x.name()), node.shape()))
                : Optional.empty();
    }

    /** Whether a reduction is the mean over the last axes, which stay. */
    private static boolean isMean(Op op, Shape x) {
        return op instanceof Reduce reduce
                && reduce.reducer() == Reduce.Reducer.MEAN
                && reduce.keepDims()
                && reduce.axes()
                        .equals(IntStream.range(x.rank() - reduce.axes().size(), x.rank())
                                .boxed()
                                .toList());
    }

    /** Scale and shift of a normalisation that was recognised. */
    private static Optional<Node> affine(Idioms idioms, Node sum) {
        for (int i = 0; i < 2; i++) {
            Node product = idioms.input(sum, i);
            Node shift = idioms.input(sum, 1 - i);
            for (int j = 0; j < 2 && product.op() instanceof Multiply; j++) {
                Node normal = idioms.input(product, j);
                Node scale = idioms.input(product, 1 - j);
                if (normal.op() instanceof LayerNorm norm
                        && normal.inputs().size() == 1
                        && isRow(scale, norm, normal.shape())
                        && isRow(shift, norm, normal.shape())) {
                    List<String> inputs = List.of(normal.inputs().get(0), scale.name(), shift.name());
                    return Optional.of(new Node(sum.name(), norm, inputs, sum.shape()));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isRow(Node parameter, LayerNorm norm, Shape x) {
        return parameter.op() instanceof Parameter && parameter.shape().equals(norm.rowShape(x));
    }
}
