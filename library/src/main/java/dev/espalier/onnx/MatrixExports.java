package dev.espalier.onnx;

import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MatMul;
import dev.espalier.onnx.Exporters.Registry;
import java.util.List;
import java.util.stream.IntStream;

/** Products of matrices. */
final class MatrixExports {

    private MatrixExports() {}

    static void register(Registry registry) {
        registry.accept(Linear.class, (op, at) -> linear(at));
        registry.accept(MatMul.class, MatrixExports::matMul);
    }

    private static void linear(Export at) {
        if (at.shape().rank() == 2) {
            at.result("Gemm", Attribute.of("transB", 1));
            return;
        }
        String weight =
                at.isParameter(1) ? at.writing().transposed(at.source(1).name()) : transposed(at, at.input(1), 2);
        List<String> factors = List.of(at.input(0), weight);
        if (at.inputs() == 3) {
            at.result("Add", List.of(at.add("MatMul", factors), at.input(2)));
        } else {
            at.result("MatMul", factors);
        }
    }

    private static void matMul(MatMul op, Export at) {
        String a = op.transposeA() ? transposed(at, at.input(0), at.shape(0).rank()) : at.input(0);
        String b = op.transposeB() ? transposed(at, at.input(1), at.shape(1).rank()) : at.input(1);
        at.result("MatMul", List.of(a, b));
    }

    private static String transposed(Export at, String value, int rank) {
        int[] order = IntStream.range(0, rank).toArray();
        order[rank - 1] = rank - 2;
        order[rank - 2] = rank - 1;
        return at.add("Transpose", List.of(value), Attribute.list("perm", order));
    }
}
