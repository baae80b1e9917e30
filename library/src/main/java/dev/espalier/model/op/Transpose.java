package dev.espalier.model.op;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The same numbers with the axes in another order: axis i of the result is axis {@code permutation[i]} of the input, as
 * in NumPy and in PyTorch's {@code permute}. Input: x.
 *
 * @param permutation each axis once, counted from 0; an open batch stays first
 */
public record Transpose(List<Integer> permutation) implements Op {

    public Transpose {
        permutation = List.copyOf(permutation);
        List<Integer> sorted = permutation.stream().sorted().toList();
        if (!sorted.equals(IntStream.range(0, sorted.size()).boxed().toList())) {
            throw new IllegalArgumentException(
                    "permutation " + permutation + " must hold each axis from 0 to " + (sorted.size() - 1) + " once");
        }
    }

    /** A transposition from its permutation. */
    public static Transpose of(int... permutation) {
        return new Transpose(IntStream.of(permutation).boxed().toList());
    }

    /** Undoes this one. */
    public Transpose inverse() {
        List<Integer> inverse = new ArrayList<>(Collections.nCopies(permutation.size(), 0));
        for (int i = 0; i < permutation.size(); i++) {
            inverse.set(permutation.get(i), i);
        }
        return new Transpose(inverse);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        Shape x = inputs.get(0);
        if (x.rank() != permutation.size()) {
            throw new ShapeException("expects " + permutation.size() + " axes for the permutation " + permutation
                    + ", found " + x.rank() + ": " + x);
        }
        if (x.isBatched() && permutation.get(0) != 0) {
            throw new ShapeException("moves the batch of " + x + " by the permutation " + permutation
                    + "; an open batch must stay first, so the permutation must begin with 0");
        }
        return new Shape(permutation.stream().map(x::dim).toList());
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.apply(inverse(), adjoint.upstream()));
    }
}
