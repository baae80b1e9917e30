package dev.espalier.train.loss;

import dev.espalier.model.Scope;
import dev.espalier.model.op.Contract;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.GramInnerProduct;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * How alike the features of a student and its teacher are, without a layer between that would make their channels equal
 * (Jin et al. 2021, "Teachers Do More Than Teach", section 3.3). With the features as matrices X and Y of as many rows:
 *
 * <p>KA(X, Y) = Σ (X Xᵀ) ∘ (Y Yᵀ) / sqrt(Σ (X Xᵀ)² Σ (Y Yᵀ)²) = ‖Yᵀ X‖² / (‖Xᵀ X‖ ‖Yᵀ Y‖), in [0, 1]
 *
 * <p>A batch of one item has KA 1 and no gradient whatever the features: train with at least 8. Features that are all
 * zero have no KA: it is not a number.
 *
 * @param rho what a row is
 * @param centered whether each column has its mean taken off first; the authors' code does not
 */
public record KernelAlignment(Rho rho, boolean centered) {

    /** What a row of the feature matrix is. */
    public enum Rho {
        /** An item of the batch with all its features: the authors' code. Shapes of items may differ. */
        ITEMS,
        /** A position in an item with its channels; X and Y are [N, C, H, W] and differ in C only. */
        SPATIAL
    }

    /** The authors' code: items as rows, not centered. */
    public KernelAlignment() {
        this(Rho.ITEMS, false);
    }

    /** KA(x, y), to be made larger. */
    public Value alignment(Scope scope, Value x, Value y) {
        Value a = prepared(scope, x);
        Value b = prepared(scope, y);
        Value both = product(scope, a, b);
        // The root of each, because the product of both squares would leave the range of single precision.
        Value normOfA = scope.apply(new Sqrt(), product(scope, a, a));
        Value normOfB = scope.apply(new Sqrt(), product(scope, b, b));
        return scope.apply(new Divide(), both, scope.apply(new Multiply(), normOfA, normOfB));
    }

    /** -Σ KA over pairs of layers, to be made smaller; stop the gradients of the teacher's. */
    public Value loss(Scope scope, List<Value> student, List<Value> teacher) {
        if (student.isEmpty() || student.size() != teacher.size()) {
            throw new IllegalArgumentException("kernel alignment compares layers in pairs, found " + student.size()
                    + " of the student and " + teacher.size() + " of the teacher");
        }
        List<Loss.Term> terms = new ArrayList<>();
        for (int i = 0; i < student.size(); i++) {
            terms.add(new Loss.Term(-1, alignment(scope.part("layer" + (i + 1)), student.get(i), teacher.get(i))));
        }
        return Loss.weighted(scope, terms.toArray(Loss.Term[]::new));
    }

    private Value prepared(Scope scope, Value x) {
        boolean spatial = rho == Rho.SPATIAL;
        Value features = spatial ? scope.apply(Transpose.of(0, 2, 3, 1), x) : x;
        if (!centered) {
            return features;
        }
        List<Integer> axes = spatial ? List.of(0, 1, 2) : List.of(0);
        return scope.apply(
                new Subtract(), features, scope.apply(new Reduce(Reduce.Reducer.MEAN, axes, true), features));
    }

    /** ‖Yᵀ X‖². */
    private Value product(Scope scope, Value x, Value y) {
        if (rho == Rho.ITEMS) {
            return scope.apply(new GramInnerProduct(), x, y);
        }
        return Reduction.SUM.of(scope, scope.apply(new Square(), scope.apply(new Contract(), y, x)));
    }
}
