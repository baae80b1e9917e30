package dev.espalier.compile.rewrite;

import dev.espalier.model.Node;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reduce.Reducer;
import dev.espalier.model.op.Shape;
import java.util.Optional;

/** Laws of sums, means and largest numbers along axes. */
final class ReductionLaws {

    private ReductionLaws() {}

    static Optional<Replacement> reduction(Term term, Facts facts) {
        Node inner = facts.own(term.inputs().get(0));
        if (!(term.op() instanceof Reduce reduce) || inner == null) {
            return Optional.empty();
        }
        String reduced = facts.name(term.name() + ".reduced");
        if (inner.op() instanceof Affine affine) {
            return affine(reduce, affine, inner.shape())
                    .map(op -> Replacement.of(
                            Term.of(term.name(), op, reduced),
                            Term.of(reduced, reduce, inner.inputs().get(0))));
        }
        if (!(inner.op() instanceof Multiply) || reduce.reducer() == Reducer.MAX || !reduce.keepDims()) {
            return Optional.empty();
        }
        for (int side = 0; side < 2; side++) {
            String factor = inner.inputs().get(side);
            String x = inner.inputs().get(1 - side);
            if (facts.shape(x).equals(inner.shape()) && sameAlong(reduce, facts.shape(factor), inner.shape())) {
                return Optional.of(Replacement.of(
                        Term.of(term.name(), new Multiply(), reduced, factor), Term.of(reduced, reduce, x)));
            }
        }
        return Optional.empty();
    }

    /** The function of the result that a function of all numbers comes to. */
    private static Optional<Affine> affine(Reduce reduce, Affine each, Shape shape) {
        if (reduce.reducer() == Reducer.MEAN) {
            return Optional.of(each);
        }
        if (reduce.reducer() == Reducer.MAX) {
            // A negative factor makes the largest number the smallest.
            return each.scale() > 0 ? Optional.of(each) : Optional.empty();
        }
        long count = 1;
        for (int axis : reduce.axes()) {
            if (axis == 0 && shape.isBatched()) {
                return Optional.empty();
            }
            count *= shape.dim(axis);
        }
        return ConstantLaws.finite(each.scale(), each.shift() * count);
    }

    /** Whether a factor is repeated along all axes that go. */
    private static boolean sameAlong(Reduce reduce, Shape factor, Shape whole) {
        int fewer = whole.rank() - factor.rank();
        return reduce.axes().stream().allMatch(axis -> axis < fewer || factor.dim(axis - fewer) == 1);
    }
}
