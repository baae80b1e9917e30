package dev.espalier.model.op;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Every number dealt out in equal parts along axes of length 1: the gradient of a mean. Input: x. The sum stays the same.
 *
 * @param shape of the output, of x's rank
 */
public record Spread(Shape shape) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        if (inputs.get(0).rank() != shape.rank()) {
            throw new ShapeException("expects a tensor of the rank of " + shape + ", found " + inputs.get(0));
        }
        return Broadcast.expectTo(shape, inputs.get(0));
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        Shape x = adjoint.input(0).shape();
        List<Integer> axes = IntStream.range(0, x.rank())
                .filter(axis -> x.dim(axis) != shape.dim(axis))
                .boxed()
                .toList();
        adjoint.contribute(
                0,
                axes.isEmpty()
                        ? adjoint.upstream()
                        : adjoint.apply(new Reduce(Reduce.Reducer.MEAN, axes, true), adjoint.upstream()));
    }
}
