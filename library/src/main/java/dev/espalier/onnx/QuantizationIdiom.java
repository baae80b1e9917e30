package dev.espalier.onnx;

import dev.espalier.model.Node;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Round;
import dev.espalier.model.op.Shape;
import java.util.List;
import java.util.Optional;

/** Rounding to the levels of an integer and back: divided by a step, rounded, cut off, and multiplied with the step. */
final class QuantizationIdiom {

    private static final double CLOSE = 1e-12;

    private QuantizationIdiom() {}

    /** The operator for a node that ends such a calculation. */
    static Optional<Node> of(Idioms idioms, Node node) {
        if (node.op() instanceof Multiply) {
            Node step = idioms.input(node, 1);
            return isStep(step)
                    ? between(idioms, node, idioms.input(node, 0), step.name(), idioms.number(step))
                    : Optional.empty();
        }
        boolean scales = node.op() instanceof Affine affine && affine.shift() == 0 && affine.scale() > 0;
        return scales
                ? between(idioms, node, idioms.input(node, 0), "", (float) ((Affine) node.op()).scale())
                : Optional.empty();
    }

    private static boolean isStep(Node node) {
        return node.op() instanceof Parameter && node.shape().equals(Shape.SCALAR);
    }

    /**
     * The operator that ends with a product of levels and a step.
     *
     * @param name of the parameter that holds the step, or empty if none does
     */
    private static Optional<Node> between(Idioms idioms, Node node, Node cut, String name, float step) {
        Optional<FakeQuantize> quantize = cut.op() instanceof Clamp clamp ? levels(clamp) : Optional.empty();
        if (quantize.isEmpty() || !(step >= Float.MIN_NORMAL && step <= Float.MAX_VALUE)) {
            return Optional.empty();
        }
        Node rounded = idioms.input(cut, 0);
        if (!(rounded.op() instanceof Round) || !divides(idioms, idioms.input(rounded, 0), step)) {
            return Optional.empty();
        }
        Node x = idioms.input(idioms.input(rounded, 0), 0);
        FakeQuantize op = narrowed(x.op(), quantize.get(), step).orElse(quantize.get());
        String source = op.equals(quantize.get()) ? x.name() : x.inputs().get(0);
        String parameter = name.isEmpty() ? idioms.step(node.name() + ".step", step) : name;
        return Optional.of(new Node(node.name(), op, List.of(source, parameter), node.shape()));
    }

    private static boolean divides(Idioms idioms, Node node, float step) {
        if (node.op() instanceof Divide) {
            Node divisor = idioms.input(node, 1);
            return isStep(divisor) && idioms.number(divisor) == step;
        }
        return node.op() instanceof Affine affine && affine.shift() == 0 && Math.abs(affine.scale() * step - 1) < CLOSE;
    }

    /** The integers between two bounds, if they are all of some number of bits. */
    private static Optional<FakeQuantize> levels(Clamp clamp) {
        for (int bits = FakeQuantize.LEAST_BITS; bits <= FakeQuantize.MOST_BITS; bits++) {
            for (boolean signed : new boolean[] {true, false}) {
                FakeQuantize op = new FakeQuantize(bits, signed);
                if (clamp.min() == op.least() && clamp.max() == op.most()) {
                    return Optional.of(op);
                }
            }
        }
        return Optional.empty();
    }

    /** Fewer bits, if what is rounded was cut off at their bounds. */
    private static Optional<FakeQuantize> narrowed(Op before, FakeQuantize wide, float step) {
        Clamp clamp = before instanceof Clamp itself ? itself : before instanceof Relu6 ? new Clamp(0, 6) : null;
        for (int bits = FakeQuantize.LEAST_BITS; clamp != null && bits < wide.bits(); bits++) {
            FakeQuantize op = new FakeQuantize(bits, wide.signed());
            if ((float) clamp.min() == (float) (op.least() * (double) step)
                    && (float) clamp.max() == (float) (op.most() * (double) step)) {
                return Optional.of(op);
            }
        }
        return Optional.empty();
    }
}
