package dev.espalier.model.op;

import java.util.List;

/**
 * A fully connected layer, y = x Wᵀ + b. Inputs: x [N, in], weight [out, in], and optionally bias [out].
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
        if (x.rank() != 2) {
            throw new ShapeException("expects a batch of vectors [N, in], found " + x + "; put a flatten before it");
        }
        Operands.expectShape("a weight [out, in]", Shape.of(out, x.dim(1)), inputs.get(1));
        if (inputs.size() == 3) {
            Operands.expectShape("a bias", Shape.of(out), inputs.get(2));
        }
        return Shape.of(x.dim(0), out);
    }

    @Override
    public long macs(List<Shape> inputs, Shape output) {
        return inputs.get(1).size();
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        if (adjoint.wanted(0)) {
            adjoint.contribute(0, adjoint.apply(new MatMul(false, false), adjoint.upstream(), adjoint.input(1)));
        }
        if (adjoint.wanted(1)) {
            adjoint.contribute(1, adjoint.apply(new MatMul(true, false), adjoint.upstream(), adjoint.input(0)));
        }
        if (adjoint.inputs() == 3 && adjoint.wanted(2)) {
            adjoint.contribute(2, adjoint.apply(new ChannelSum(), adjoint.upstream()));
        }
    }
}
