package dev.espalier.onnx;

import dev.espalier.model.op.Select;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;

/** Operators that are told by a matrix of ones and zeros: triangles, running sums, identities. */
final class TriangleImports {

    private TriangleImports() {}

    static void register(Registry registry) {
        registry.accept("CumSum", TriangleImports::runningSum);
        registry.accept("EyeLike", TriangleImports::eye);
        registry.accept("Trilu", TriangleImports::triangle);
    }

    /** Whether a position of a matrix is one. */
    private interface Pattern {
        boolean holds(long row, long column);
    }

    private static Tensor matrix(Call call, int rows, int columns, Pattern pattern) {
        int[] dims = call.allow(rows, columns);
        float[] numbers = new float[Tensor.count(dims)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = pattern.holds(i / columns, i % columns) ? 1 : 0;
        }
        return Tensor.floats(dims, numbers);
    }

    /** The numbers on one side of a diagonal, else 0. */
    private static void triangle(Call call) {
        Value x = call.value(0);
        Shape shape = x.shape();
        int rank = shape.rank();
        if (rank < 2 || shape.dim(rank - 2) == Shape.BATCH) {
            throw new OnnxException("keeps a triangle of " + shape + "; matrices of fixed size are expected");
        }
        double diagonal = call.scalar(1, "diagonal", 0);
        boolean upper = call.attributes().flag("upper", true);
        Tensor mask = matrix(
                call,
                shape.dim(rank - 2),
                shape.dim(rank - 1),
                (row, column) -> upper ? column - row >= diagonal : column - row <= diagonal);
        call.put(
                0,
                call.add(new Select(), call.constant(mask), x, call.constant(Tensor.floats(new int[0], 0))),
                call.operand(0).kind());
    }

    private static void runningSum(Call call) {
        Value x = call.value(0);
        int axis = Call.axis((long) call.scalar(1, "axis", 0), x.shape().rank());
        boolean reverse = call.attributes().flag("reverse", false);
        int apart = call.attributes().flag("exclusive", false) ? 1 : 0;
        int length = x.shape().dim(axis);
        if (length == Shape.BATCH) {
            throw new OnnxException("sums over the open batch; fix the batch size");
        }
        Tensor sums = matrix(call, length, length, (to, from) -> reverse ? from - to >= apart : to - from >= apart);
        call.put(0, Along.product(call, x, axis, "sums", sums), call.operand(0).kind());
    }

    private static void eye(Call call) {
        int[] dims = call.operand(0).dims();
        if (dims.length != 2 || Dims.isOpen(dims)) {
            throw new OnnxException("makes an identity of " + dims.length + " axes; two of fixed size are expected");
        }
        int diagonal = call.attributes().integer("k", 0);
        Tensor.Kind kind = call.attributes().has("dtype")
                ? ElementType.of(call.attributes().integer("dtype", 0)).kind()
                : call.operand(0).kind();
        call.put(
                0,
                matrix(call, dims[0], dims[1], (row, column) -> column - row == diagonal)
                        .as(kind));
    }
}
