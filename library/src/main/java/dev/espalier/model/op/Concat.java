package dev.espalier.model.op;

import java.util.List;

/**
 * Tensors one behind the other along one axis. Inputs: one or more, of the same shape but for that axis.
 *
 * @param axis counted from 0; not that of an open batch
 */
public record Concat(int axis) implements Op {

    public Concat {
        Operands.notNegative("axis", axis);
    }

    /** Channels of [N, C, ...] one behind the other, as in DenseNet. */
    public static Concat channels() {
        return new Concat(1);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        if (inputs.isEmpty()) {
            throw new ShapeException("expects at least one tensor, found none");
        }
        Shape first = Operands.expectAxis(inputs.get(0), axis);
        int length = 0;
        for (int i = 0; i < inputs.size(); i++) {
            Shape x = inputs.get(i);
            if (x.rank() != first.rank() || !x.withDim(axis, first.dim(axis)).equals(first)) {
                throw new ShapeException("expects tensors that differ along axis " + axis + " only, found " + first
                        + " in place 0 and " + x + " in place " + i);
            }
            length = Math.addExact(length, x.dim(axis));
        }
        return first.withDim(axis, length);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        int from = 0;
        for (int i = 0; i < adjoint.inputs(); i++) {
            int count = adjoint.input(i).shape().dim(axis);
            if (adjoint.wanted(i)) {
                adjoint.contribute(i, adjoint.apply(new Slice(axis, from, count), adjoint.upstream()));
            }
            from += count;
        }
    }
}
