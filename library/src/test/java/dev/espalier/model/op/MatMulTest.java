package dev.espalier.model.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Shapes and costs of matrix products. */
class MatMulTest {

    private final MatMul scores = new MatMul(false, true);

    @Test
    void leadingAxesCountMatrices() {
        Shape queries = Shape.batchOf(4, 64, 32);

        assertThat(scores.infer(List.of(queries, queries))).isEqualTo(Shape.batchOf(4, 64, 64));
        assertThat(scores.macs(List.of(queries, queries), Shape.batchOf(4, 64, 64)))
                .isEqualTo(4 * 64 * 64 * 32);
    }

    @Test
    void oneMatrixServesAll() {
        assertThat(scores.infer(List.of(Shape.batchOf(64, 32), Shape.of(10, 32))))
                .isEqualTo(Shape.batchOf(64, 10));
        assertThatThrownBy(() -> new MatMul(true, false).infer(List.of(Shape.batchOf(32, 64), Shape.of(32, 10))))
                .hasMessage("multiplies all matrices of [N, 32, 64] by the one of [32, 10];"
                        + " those of the first must then not be transposed");
    }

    @Test
    void whatDoesNotFitIsShown() {
        assertThatThrownBy(() -> scores.infer(List.of(Shape.of(3), Shape.of(3, 3))))
                .hasMessage("expects two tensors of at least two axes, found [3] and [3, 3]");
        assertThatThrownBy(() -> scores.infer(List.of(Shape.batchOf(4, 6, 5), Shape.batchOf(3, 6, 5))))
                .hasMessage("expects as many matrices on both sides, found the leading axes of [N, 4, 6, 5]"
                        + " and [N, 3, 6, 5]");
        assertThatThrownBy(() -> scores.infer(List.of(Shape.batchOf(6, 5), Shape.batchOf(6, 4))))
                .hasMessage("expects inner dimensions that agree, found [N, 6, 5] times [N, 6, 4] transposed");
        assertThatThrownBy(() -> new Contract().infer(List.of(Shape.batchOf(6, 5), Shape.batchOf(7, 5))))
                .hasMessage("expects tensors that differ along the last axis only, found [N, 6, 5] and [N, 7, 5]");
    }

    @Test
    void aLinearLayerWorksAtEveryPosition() {
        List<Shape> inputs = List.of(Shape.batchOf(64, 32), Shape.of(10, 32), Shape.of(10));
        Linear linear = new Linear(10);

        assertThat(linear.infer(inputs)).isEqualTo(Shape.batchOf(64, 10));
        assertThat(linear.macs(inputs, Shape.batchOf(64, 10))).isEqualTo(64 * 32 * 10);
        assertThatThrownBy(() -> linear.infer(List.of(Shape.of(32), Shape.of(10, 32))))
                .hasMessage("expects a batch of vectors [N, ..., in], found [32]");
    }
}
