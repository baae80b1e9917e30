package dev.espalier.model.op;

import java.util.List;

/** Each item of the batch as one vector: [N, ...] to [N, features]. */
public record Flatten() implements Op {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        Shape x = inputs.get(0);
        if (x.rank() < 2) {
            throw new ShapeException("expects a batch [N, ...], found " + x);
        }
        int features = 1;
        for (int i = 1; i < x.rank(); i++) {
            features = Math.multiplyExact(features, x.dim(i));
        }
        return Shape.of(x.dim(0), features);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.apply(new Reshape(adjoint.input(0).shape()), adjoint.upstream()));
    }
}
