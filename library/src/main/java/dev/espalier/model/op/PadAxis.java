package dev.espalier.model.op;

import java.util.List;

/**
 * Zeros before and after a tensor along one axis. With it a residual block gains channels without parameters (He et al.
 * 2016, section 3.3, option A). Its adjoint is {@link Slice}.
 *
 * @param axis along which it grows, counted from 0; not that of an open batch
 * @param before positions of zeros in front, at least 0
 * @param after positions of zeros behind, at least 0
 */
public record PadAxis(int axis, int before, int after) implements Op {

    public PadAxis {
        Operands.notNegative("axis", axis);
        Operands.notNegative("positions before", before);
        Operands.notNegative("positions after", after);
    }

    /** Channels of zeros around those of [N, C, ...]. */
    public static PadAxis channels(int before, int after) {
        return new PadAxis(1, before, after);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        Shape x = Operands.expectAxis(inputs.get(0), axis);
        return x.withDim(axis, Math.addExact(Math.addExact(before, x.dim(axis)), after));
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        int length = adjoint.input(0).shape().dim(axis);
        adjoint.contribute(0, adjoint.apply(new Slice(axis, before, length), adjoint.upstream()));
    }
}
