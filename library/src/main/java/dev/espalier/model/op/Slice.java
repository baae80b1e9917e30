package dev.espalier.model.op;

import java.util.List;

/**
 * Neighbouring positions along one axis, all others whole. Its adjoint is {@link PadAxis}.
 *
 * @param axis along which it is cut, counted from 0; not that of an open batch
 * @param from the first position taken, counted from 0
 * @param count how many are taken, at least 1
 */
public record Slice(int axis, int from, int count) implements Op {

    public Slice {
        Operands.notNegative("axis", axis);
        Operands.notNegative("first position", from);
        Operands.positive("count", count);
    }

    /** Neighbouring channels of [N, C, ...]. */
    public static Slice channels(int from, int count) {
        return new Slice(1, from, count);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        Shape x = Operands.expectAxis(inputs.get(0), axis);
        if (count > x.dim(axis) - from) {
            throw new ShapeException("takes " + count + " positions along axis " + axis + " from position " + from
                    + " on, but " + x + " has only " + x.dim(axis) + " there");
        }
        return x.withDim(axis, count);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        int after = adjoint.input(0).shape().dim(axis) - from - count;
        adjoint.contribute(0, adjoint.apply(new PadAxis(axis, from, after), adjoint.upstream()));
    }
}
