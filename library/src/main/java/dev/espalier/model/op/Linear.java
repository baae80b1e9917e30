package dev.espalier.model.op;

import java.util.List;

/**
 * A fully connected layer, y = x Wᵀ + b, at every leading position. Inputs: x [N, in] or [N, ..., in], weight [out, in],
 * and optionally bias [out]. Output [N, ..., out].
 *
 * @param out output features
 */
public record Linear(int out) implements Op {

    public Linear {
        Operands.positive("output features", out);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x, weight) or (x, weight, bias)", 2, 3);
        Shape x = inputs.get(0);
        if (x.rank() < 2) {
            throw new ShapeException("expects a batch of vectors [N, ..., in], found " + x);
        }
        int last = x.rank() - 1;
        Shape weight = Shape.of(out, x.dim(last));
        if (!weight.equals(inputs.get(1))) {
            throw new ShapeException("expects a weight [out, in] of shape " + weight + " for the last axis of " + x
                    + ", found " + inputs.get(1) + (x.rank() == 4 ? "; images need a flatten before it" : ""));
        }
        if (inputs.size() == 3) {
            Operands.expectShape("a bias", Shape.of(out), inputs.get(2));
        }
        return x.withDim(last, out);
    }

    @Override
    public long macs(List<Shape> inputs, Shape output) {
        Shape item = output.withDim(0, 1);
        return inputs.get(1).size() * (item.size() / out);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        if (adjoint.wanted(0)) {
            adjoint.contribute(0, adjoint.apply(new MatMul(false, false), adjoint.upstream(), adjoint.input(1)));
        }
        if (adjoint.wanted(1)) {
            adjoint.contribute(1, adjoint.apply(new Contract(), adjoint.upstream(), adjoint.input(0)));
        }
        if (adjoint.inputs() == 3 && adjoint.wanted(2)) {
            adjoint.contribute(2, Broadcast.sum(adjoint, adjoint.upstream(), Shape.of(out)));
        }
    }
}
