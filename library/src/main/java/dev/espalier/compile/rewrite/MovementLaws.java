package dev.espalier.compile.rewrite;

import dev.espalier.model.Node;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Pointwise;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Transpose;
import java.util.List;
import java.util.Optional;

/** Laws of numbers that are brought to other places. */
final class MovementLaws {

    private MovementLaws() {}

    static Optional<Replacement> movement(Term term, Facts facts) {
        if (isMovement(term.op()) && changesNothing(term, facts)) {
            return Optional.of(Replacement.by(term.inputs().get(0)));
        }
        Node moved = facts.own(term.inputs().get(0));
        if (moved == null || !isMovement(moved.op())) {
            return Optional.empty();
        }
        String from = moved.inputs().get(0);
        if (term.op() instanceof Pointwise function) {
            Node source = facts.own(from);
            while (source != null && isMovement(source.op())) {
                source = facts.own(source.inputs().get(0));
            }
            if (source == null
                    || !(source.op() instanceof Linear
                            || source.op() instanceof Conv2d
                            || source.op() instanceof Pointwise)) {
                return Optional.empty();
            }
            String computed = facts.name(term.name() + ".computed");
            return Optional.of(
                    Replacement.of(Term.of(term.name(), moved.op(), computed), Term.of(computed, function, from)));
        }
        if (term.op() instanceof Transpose outer && moved.op() instanceof Transpose inner) {
            List<Integer> both = outer.permutation().stream()
                    .map(axis -> inner.permutation().get(axis))
                    .toList();
            return Optional.of(Replacement.of(Term.of(term.name(), new Transpose(both), from)));
        }
        return term.op() instanceof Reshape && moved.op() instanceof Reshape
                ? Optional.of(Replacement.of(Term.of(term.name(), term.op(), from)))
                : Optional.empty();
    }

    private static boolean isMovement(Op op) {
        return op instanceof Reshape || op instanceof Transpose;
    }

    private static boolean changesNothing(Term term, Facts facts) {
        return term.op() instanceof Reshape reshape
                ? reshape.shape().equals(facts.shape(term.inputs().get(0)))
                : sorted(((Transpose) term.op()).permutation());
    }

    private static boolean sorted(List<Integer> axes) {
        return axes.stream().sorted().toList().equals(axes);
    }
}
