package dev.espalier.onnx;

import dev.espalier.model.Node;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Erf;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.HardSigmoid;
import dev.espalier.model.op.HardSwish;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Relu6;
import java.util.List;
import java.util.Optional;

/** Activations that files calculate step by step: x times a function of x. */
final class ActivationIdioms {

    private static final double CLOSE = 1e-6;

    private ActivationIdioms() {}

    /**
     * scale f(inner x + offset) + shift.
     *
     * @param source x
     */
    private record Curve(double scale, double shift, Op function, double inner, double offset, String source) {

        /** Whether, times a factor, it is this curve. */
        boolean is(double factor, double aScale, double aShift, double anInner, double anOffset) {
            return near(factor * scale, aScale)
                    && near(factor * shift, aShift)
                    && near(inner, anInner)
                    && near(offset, anOffset);
        }
    }

    private static boolean near(double a, double b) {
        return Math.abs(a - b) < CLOSE;
    }

    /** The operator for a node that ends such a calculation. */
    static Optional<Node> of(Idioms idioms, Node node) {
        double factor = 1;
        Node product = node;
        if (node.op() instanceof Affine affine && affine.shift() == 0) {
            factor = affine.scale();
            product = idioms.input(node, 0);
        }
        if (!(product.op() instanceof Multiply)) {
            return Optional.empty();
        }
        for (int i = 0; i < 2; i++) {
            Node x = idioms.input(product, i);
            double ofX = factor;
            // One side may carry the factor: (x / 2) f(x).
            if (x.op() instanceof Affine affine && affine.shift() == 0) {
                ofX *= affine.scale();
                x = idioms.input(x, 0);
            }
            Optional<Op> op = operator(idioms, x, idioms.input(product, 1 - i), ofX);
            if (op.isPresent()) {
                return Optional.of(new Node(node.name(), op.get(), List.of(x.name()), node.shape()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Op> operator(Idioms idioms, Node x, Node other, double factor) {
        Curve curve = curve(idioms, other);
        if (curve == null || !curve.source.equals(x.name())) {
            return Optional.empty();
        }
        Op function = curve.function;
        if (function instanceof Erf && curve.is(factor, 0.5, 0.5, Math.sqrt(0.5), 0)) {
            return Optional.of(new Gelu());
        }
        boolean hardSwish =
                (function instanceof Relu6 || function.equals(new Clamp(0, 6))) && curve.is(factor, 1.0 / 6, 0, 1, 3)
                        || function.equals(new Clamp(0, 1)) && curve.is(factor, 1, 0, 1.0 / 6, 0.5)
                        || function instanceof HardSigmoid && curve.is(factor, 1, 0, 1, 0);
        return hardSwish ? Optional.of(new HardSwish()) : Optional.empty();
    }

    private static Curve curve(Idioms idioms, Node node) {
        Affine outer = new Affine(1, 0);
        Node function = node;
        if (node.op() instanceof Affine affine) {
            outer = affine;
            function = idioms.input(node, 0);
        }
        Op op = function.op();
        if (!(op instanceof Erf || op instanceof Relu6 || op instanceof Clamp || op instanceof HardSigmoid)) {
            return null;
        }
        Node argument = idioms.input(function, 0);
        return argument.op() instanceof Affine inner
                ? new Curve(
                        outer.scale(),
                        outer.shift(),
                        op,
                        inner.scale(),
                        inner.shift(),
                        argument.inputs().get(0))
                : new Curve(outer.scale(), outer.shift(), op, 1, 0, argument.name());
    }
}
