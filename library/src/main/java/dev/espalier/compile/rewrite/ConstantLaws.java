package dev.espalier.compile.rewrite;

import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Subtract;
import java.util.Optional;
import java.util.OptionalDouble;

/** Laws that bring constants together. */
final class ConstantLaws {

    private ConstantLaws() {}

    static Optional<Replacement> neutral(Term term, Facts facts) {
        if (term.op() instanceof Affine affine && affine.scale() == 1 && affine.shift() == 0) {
            return Optional.of(Replacement.by(term.inputs().get(0)));
        }
        boolean sum = term.op() instanceof Add || term.op() instanceof Subtract;
        boolean product = term.op() instanceof Multiply || term.op() instanceof Divide;
        if (!sum && !product) {
            return Optional.empty();
        }
        for (int side = 0; side < 2; side++) {
            String x = term.inputs().get(1 - side);
            OptionalDouble number = facts.number(term.inputs().get(side));
            if (number.isPresent()
                    && !facts.isConstant(x)
                    && facts.shape(x).rank()
                            >= facts.shape(term.inputs().get(side)).rank()) {
                return affine(term.op(), side, number.getAsDouble())
                        .map(op -> Replacement.of(Term.of(term.name(), op, x)));
            }
        }
        return Optional.empty();
    }

    /** What an operator does to its other input. */
    private static Optional<Affine> affine(Op op, int side, double number) {
        if (op instanceof Add) {
            return finite(1, number);
        }
        if (op instanceof Subtract) {
            return side == 0 ? finite(-1, number) : finite(1, -number);
        }
        if (op instanceof Multiply) {
            return finite(number, 0);
        }
        // The other way round it is a reciprocal, which is not affine.
        return side == 1 ? finite(1 / number, 0) : Optional.empty();
    }

    static Optional<Affine> finite(double scale, double shift) {
        boolean fits = Math.abs(scale) <= Float.MAX_VALUE
                && Math.abs(shift) <= Float.MAX_VALUE
                && (scale == 0 || Math.abs(scale) >= Float.MIN_NORMAL);
        return fits ? Optional.of(new Affine(scale, shift)) : Optional.empty();
    }

    static Optional<Replacement> associative(Term term, Facts facts) {
        Node inner = facts.own(term.inputs().get(0));
        if (term.op() instanceof Affine outer && inner != null && inner.op() instanceof Affine first) {
            return finite(outer.scale() * first.scale(), outer.scale() * first.shift() + outer.shift())
                    .map(op -> Replacement.of(
                            Term.of(term.name(), op, inner.inputs().get(0))));
        }
        if (!isSumOrProduct(term.op())) {
            return Optional.empty();
        }
        for (int side = 0; side < 2; side++) {
            String constant = term.inputs().get(side);
            Node other = facts.own(term.inputs().get(1 - side));
            String known = facts.isConstant(constant) ? constant(other, term.op(), facts) : null;
            if (known != null && together(term.op(), known, constant, facts)) {
                String joined = facts.name(term.name() + ".constants");
                return Optional.of(Replacement.of(
                        Term.of(term.name(), term.op(), rest(other, known), joined),
                        Term.of(joined, term.op(), known, constant)));
            }
        }
        return Optional.empty();
    }

    static Optional<Replacement> commutative(Term term, Facts facts) {
        if (!isSumOrProduct(term.op())) {
            return Optional.empty();
        }
        Node left = facts.own(term.inputs().get(0));
        Node right = facts.own(term.inputs().get(1));
        String ofLeft = constant(left, term.op(), facts);
        String ofRight = constant(right, term.op(), facts);
        if (ofLeft == null || ofRight == null || !together(term.op(), ofLeft, ofRight, facts)) {
            return Optional.empty();
        }
        String x = rest(left, ofLeft);
        String y = rest(right, ofRight);
        Shape both = Facts.repeated(facts.shape(x), facts.shape(y));
        if (both.rank()
                < Facts.repeated(facts.shape(ofLeft), facts.shape(ofRight)).rank()) {
            return Optional.empty();
        }
        String joined = facts.name(term.name() + ".constants");
        String variable = facts.name(term.name() + ".rest");
        return Optional.of(Replacement.of(
                Term.of(term.name(), term.op(), variable, joined),
                Term.of(joined, term.op(), ofLeft, ofRight),
                Term.of(variable, term.op(), x, y)));
    }

    private static boolean isSumOrProduct(Op op) {
        return op instanceof Add || op instanceof Multiply;
    }

    /** The constant that a node combines with something else by the same operator; null if it does not. */
    private static String constant(Node node, Op op, Facts facts) {
        if (node == null || !node.op().equals(op)) {
            return null;
        }
        return node.inputs().stream().filter(facts::isConstant).findFirst().orElse(null);
    }

    private static String rest(Node node, String constant) {
        return node.inputs().get(0).equals(constant)
                ? node.inputs().get(1)
                : node.inputs().get(0);
    }

    /** Whether two constants make one that is no larger than the larger of them, and finite. */
    private static boolean together(Op op, String a, String b, Facts facts) {
        if (op instanceof Multiply && !(facts.isModerate(a) && facts.isModerate(b))) {
            return false;
        }
        Shape both = Facts.repeated(facts.shape(a), facts.shape(b));
        return both.size() == Math.max(facts.shape(a).size(), facts.shape(b).size());
    }
}
