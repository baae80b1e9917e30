package dev.espalier.onnx;

import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.Tensor.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Products of matrices: layers where the right one is known. */
final class MatrixImports {

    private MatrixImports() {}

    static void register(Registry registry) {
        registry.accept("Gemm", MatrixImports::gemm);
        registry.accept("MatMul", MatrixImports::matMul);
    }

    private static void matMul(Call call) {
        int left = call.operand(0).rank();
        int right = call.operand(1).rank();
        if (left == 0 || right == 0) {
            throw new OnnxException("multiplies matrices with a single number");
        }
        if (call.isKnown(1) && right == 2 && left >= 2) {
            Value weight = call.parameter(1, Role.WEIGHT, "transposed", matrix -> matrix.transposed(1, 0));
            call.result(new Linear(weight.shape().dim(0)), call.value(0), weight);
            return;
        }
        Value a = left == 1 ? widened(call, call.value(0), 0) : call.value(0);
        Value b = right == 1 ? widened(call, call.value(1, Role.WEIGHT), 1) : call.value(1, Role.WEIGHT);
        Value product = product(call, a, b);
        if (left == 1 || right == 1) {
            List<Integer> dims = new ArrayList<>(product.shape().dims());
            if (right == 1) {
                dims.remove(dims.size() - 1);
            }
            if (left == 1) {
                dims.remove(dims.size() - (right == 1 ? 1 : 2));
            }
            call.result(new Reshape(new Shape(dims)), product);
        } else {
            call.put(0, product, call.operand(0).kind());
        }
    }

    /** A vector as a matrix of one row or one column. */
    private static Value widened(Call call, Value vector, int axis) {
        int length = vector.shape().dim(0);
        return call.add(new Reshape(axis == 0 ? Shape.of(1, length) : Shape.of(length, 1)), vector);
    }

    /** The product matrix by matrix, the leading axes repeated where one tensor has length 1 and the other has not. */
    private static Value product(Call call, Value a, Value b) {
        int rank = Math.max(a.shape().rank(), b.shape().rank());
        if (b.shape().rank() == 2) {
            return call.add(new MatMul(false, false), a, b);
        }
        List<Integer> dimsOfA = led(a.shape(), rank);
        List<Integer> dimsOfB = led(b.shape(), rank);
        int[] leading =
                Broadcasting.dims(Dims.array(dimsOfA.subList(0, rank - 2)), Dims.array(dimsOfB.subList(0, rank - 2)));
        return call.add(
                new MatMul(false, false), repeated(call, a, dimsOfA, leading), repeated(call, b, dimsOfB, leading));
    }

    private static List<Integer> led(Shape shape, int rank) {
        List<Integer> dims = new ArrayList<>(Collections.nCopies(rank - shape.rank(), 1));
        dims.addAll(shape.dims());
        return dims;
    }

    private static Value repeated(Call call, Value x, List<Integer> dims, int[] leading) {
        List<Integer> wanted = new ArrayList<>(Arrays.stream(leading).boxed().toList());
        wanted.addAll(dims.subList(leading.length, dims.size()));
        Shape shape = Call.shape(Dims.array(wanted));
        return shape.equals(x.shape()) ? x : call.add(new Expand(shape), x);
    }

    /** alpha A B + beta C, where A and B may be transposed. */
    private static void gemm(Call call) {
        double alpha = call.attributes().number("alpha", 1);
        double beta = call.attributes().number("beta", 1);
        boolean transposeA = call.attributes().flag("transA", false);
        boolean transposeB = call.attributes().flag("transB", false);
        Value a = transposeA ? call.add(Transpose.of(1, 0), call.value(0)) : call.value(0);
        boolean biased = call.has(2) && beta != 0;
        if (!call.isKnown(1)) {
            Value product = scaled(call, call.add(new MatMul(false, transposeB), a, call.value(1)), alpha);
            call.put(0, biased ? plus(call, product, beta) : product, Kind.FLOAT);
            return;
        }
        Value weight = call.parameter(1, Role.WEIGHT, "row-major " + transposeB + alpha, matrix -> {
            if (matrix.rank() != 2) {
                throw new OnnxException("multiplies by " + matrix + "; a matrix is expected");
            }
            return times(transposeB ? matrix : matrix.transposed(1, 0), alpha);
        });
        int out = weight.shape().dim(0);
        Op linear = new Linear(out);
        if (biased && call.isKnown(2) && isRow(call.known(2), out)) {
            Value bias = call.parameter(
                    2,
                    Role.BIAS,
                    "row " + beta + out,
                    row -> Broadcasting.to(new int[] {out}, times(row.reshaped(row.count()), beta)));
            call.result(linear, a, weight, bias);
        } else if (biased) {
            call.put(0, plus(call, call.add(linear, a, weight), beta), Kind.FLOAT);
        } else {
            call.result(linear, a, weight);
        }
    }

    private static boolean isRow(Tensor c, int out) {
        boolean last = c.rank() == 0 || c.dim(c.rank() - 1) == c.count();
        return last && (c.count() == 1 || c.count() == out);
    }

    private static Tensor times(Tensor tensor, double factor) {
        if (factor == 1) {
            return tensor;
        }
        double[] numbers = tensor.numbers();
        Arrays.setAll(numbers, i -> numbers[i] * factor);
        return Tensor.of(Kind.FLOAT, tensor.dims(), numbers);
    }

    private static Value scaled(Call call, Value x, double factor) {
        return factor == 1 ? x : call.add(Affine.times(factor), x);
    }

    private static Value plus(Call call, Value product, double beta) {
        return call.add(new Add(), product, scaled(call, call.value(2, Role.BIAS), beta));
    }
}
