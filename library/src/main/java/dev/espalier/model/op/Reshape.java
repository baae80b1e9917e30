package dev.espalier.model.op;

import java.util.List;

/**
 * The same numbers in the same order under another shape. Input: x with as many numbers.
 *
 * @param shape of the output; has an open batch exactly if x has one
 */
public record Reshape(Shape shape) implements Op {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        Shape x = inputs.get(0);
        if (x.size() != shape.size() || x.isBatched() != shape.isBatched()) {
            throw new ShapeException("expects as many numbers as " + shape + " holds, found " + x);
        }
        return shape;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.apply(new Reshape(adjoint.input(0).shape()), adjoint.upstream()));
    }
}
