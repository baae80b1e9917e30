package dev.espalier.model.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapeTest {

    @Test
    void anOpenBatchIsPrintedAndCountsAsOne() {
        Shape shape = Shape.batchOf(3, 4, 5);

        assertThat(shape).hasToString("[N, 3, 4, 5]");
        assertThat(shape.size()).isEqualTo(60);
        assertThat(shape.isBatched()).isTrue();
        assertThat(shape.withBatch(2)).isEqualTo(Shape.of(2, 3, 4, 5));
        assertThat(shape.toArray()).containsExactly(-1, 3, 4, 5);
    }

    @Test
    void aClosedShapeHasNoBatchToFill() {
        assertThat(Shape.of(3, 4).withBatch(2)).isEqualTo(Shape.of(3, 4));
        assertThat(Shape.of(3, 4).withDim(1, 7)).isEqualTo(Shape.of(3, 7));
    }

    @Test
    void aScalarHasOneNumberAndNoDimensions() {
        assertThat(Shape.SCALAR.size()).isEqualTo(1);
        assertThat(Shape.SCALAR.rank()).isZero();
        assertThat(Shape.SCALAR).hasToString("[]");
        assertThat(Shape.SCALAR.isBatched()).isFalse();
    }

    @Test
    void dimensionsAreAtLeastOne() {
        assertThatThrownBy(() -> Shape.of(3, 0)).hasMessage("dimension 1 of [3, 0] is 0; dimensions are at least 1");
        assertThatThrownBy(() -> Shape.of(3, -1)).hasMessage("dimension 1 of [3, -1] is -1; dimensions are at least 1");
    }

    @Test
    void sizesBeyondLongAreNotSilent() {
        Shape huge = Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, 3);

        assertThatThrownBy(huge::size).isInstanceOf(ArithmeticException.class);
    }
}
