package dev.espalier.model.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** NumPy's rule of repeating a tensor along axes of length 1, and along missing axes before its first. */
final class Broadcast {

    private Broadcast() {}

    /** The shape both can be repeated to. */
    static Shape of(Shape a, Shape b) {
        return common(a, b)
                .orElseThrow(() -> new ShapeException(
                        "expects two tensors of the same shape, or of length 1 where they differ, found " + a + " and "
                                + b
                                + (a.rank() == 4 && b.rank() == 4
                                        ? "; a 1x1 convolution on the shorter path makes them equal"
                                        : "")));
    }

    /** Fails unless a tensor can be repeated to this very shape. */
    static Shape expectTo(Shape shape, Shape found) {
        return common(shape, found)
                .filter(shape::equals)
                .orElseThrow(() ->
                        new ShapeException("expects a tensor that can be repeated to " + shape + ", found " + found));
    }

    private static Optional<Shape> common(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        List<Integer> dims = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            int inA = dim(a, rank, axis);
            int inB = dim(b, rank, axis);
            int dim = inA == 1 ? inB : inA;
            boolean fits = (inB == 1 || inB == dim) && (dim != Shape.BATCH || axis == 0);
            if (!fits) {
                return Optional.empty();
            }
            dims.add(dim);
        }
        return Optional.of(new Shape(dims));
    }

    /** The sum of a repeated tensor's gradient over its copies: what the tensor itself gets. */
    static Value sum(Adjoint adjoint, Value gradient, Shape shape) {
        if (gradient.shape().equals(shape)) {
            return gradient;
        }
        int rank = gradient.shape().rank();
        List<Integer> repeated = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            if (dim(shape, rank, axis) != gradient.shape().dim(axis) || axis < rank - shape.rank()) {
                repeated.add(axis);
            }
        }
        Value sum = adjoint.apply(new Reduce(Reduce.Reducer.SUM, repeated, rank == shape.rank()), gradient);
        return sum.shape().equals(shape) ? sum : adjoint.apply(new Reshape(shape), sum);
    }

    private static int dim(Shape shape, int rank, int axis) {
        int own = axis - (rank - shape.rank());
        return own < 0 ? 1 : shape.dim(own);
    }
}
