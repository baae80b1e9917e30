package dev.espalier.model.op;

import java.util.List;

/**
 * The sums over the axes along which a tensor of the given shape is repeated when NumPy's rules of broadcasting bring it
 * to the shape of x: the gradient with respect to what was broadcast. Input: x.
 *
 * @param shape of the output; each of its axes, counted from the last, is as long as that of x, or 1
 */
public record SumTo(Shape shape) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        Shape x = inputs.get(0);
        int missing = x.rank() - shape.rank();
        boolean fits = missing >= 0;
        for (int axis = 0; fits && axis < shape.rank(); axis++) {
            fits = shape.dim(axis) == 1 || shape.dim(axis) == x.dim(missing + axis);
        }
        if (!fits) {
            throw new ShapeException("expects a tensor that " + shape + " can be broadcast to, found " + x);
        }
        return shape;
    }
}
