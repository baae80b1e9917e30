package dev.espalier.compile.kernel;

import dev.espalier.compile.kernel.Elementwise.Walk;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A formula taken apart: what changes along some of the loops alone is computed less often than the rest.
 *
 * @param formula with further inputs in the place of the parts, in their order
 * @param parts the largest such parts, each once; no inputs or numbers themselves
 */
record SmallParts(Expr formula, List<Part> parts) {

    /**
     * A part of a formula.
     *
     * @param formula of the inputs
     * @param loops along which it changes; the innermost has the highest number
     */
    record Part(Expr formula, BitSet loops) {}

    static SmallParts of(Elementwise work) {
        List<Part> parts = new ArrayList<>();
        Expr formula = apart(work.formula(), work, parts);
        return new SmallParts(formula, List.copyOf(parts));
    }

    private static Expr apart(Expr formula, Elementwise work, List<Part> parts) {
        if (formula instanceof Expr.Input || formula instanceof Expr.Number || formula instanceof Expr.Result) {
            return formula;
        }
        BitSet loops = loops(formula, work);
        if (loops.cardinality() <= work.extents().size()) {
            Part part = new Part(formula, loops);
            if (!parts.contains(part)) {
                parts.add(part);
            }
            return new Expr.Input(work.reads().size() + parts.indexOf(part));
        }
        if (formula instanceof Expr.Unary unary) {
            return new Expr.Unary(unary.function(), apart(unary.of(), work, parts));
        }
        if (formula instanceof Expr.Choice choice) {
            return new Expr.Choice(
                    apart(choice.mask(), work, parts),
                    apart(choice.then(), work, parts),
                    apart(choice.otherwise(), work, parts));
        }
        Expr.Both both = (Expr.Both) formula;
        return new Expr.Both(both.function(), apart(both.left(), work, parts), apart(both.right(), work, parts));
    }

    /** The loops along which a formula changes: those along which an input of it moves. */
    private static BitSet loops(Expr formula, Elementwise work) {
        BitSet loops = new BitSet();
        if (formula instanceof Expr.Input input) {
            Walk walk = work.reads().get(input.index());
            for (int i = 0; i < walk.strides().size(); i++) {
                loops.set(i, walk.strides().get(i) != 0);
            }
            loops.set(work.extents().size(), walk.step() != 0);
        } else if (formula instanceof Expr.Unary unary) {
            loops.or(loops(unary.of(), work));
        } else if (formula instanceof Expr.Both both) {
            loops.or(loops(both.left(), work));
            loops.or(loops(both.right(), work));
        } else if (formula instanceof Expr.Choice choice) {
            loops.or(loops(choice.mask(), work));
            loops.or(loops(choice.then(), work));
            loops.or(loops(choice.otherwise(), work));
        }
        return loops;
    }
}
