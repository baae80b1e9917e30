package dev.espalier.model.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BroadcastTest {

    private static Shape add(Shape a, Shape b) {
        Shape sum = new Add().infer(List.of(a, b));
        assertThat(new Add().infer(List.of(b, a))).isEqualTo(sum);
        return sum;
    }

    @Test
    void axesOfLengthOneAndMissingOnesAreRepeated() {
        assertThat(add(Shape.of(2, 1, 4), Shape.of(3, 1))).isEqualTo(Shape.of(2, 3, 4));
        assertThat(add(Shape.SCALAR, Shape.of(2))).isEqualTo(Shape.of(2));
        assertThat(add(Shape.SCALAR, Shape.SCALAR)).isEqualTo(Shape.SCALAR);
    }

    @Test
    void anOpenBatchStaysOpen() {
        Shape images = Shape.batchOf(3, 8, 8);

        assertThat(add(images, images)).isEqualTo(images);
        assertThat(add(images, Shape.of(1, 3, 8, 8))).isEqualTo(images);
        assertThat(add(images, Shape.of(3, 1, 1))).isEqualTo(images);
        assertThat(add(Shape.batchOf(1), Shape.of(1, 5))).isEqualTo(Shape.batchOf(5));
    }

    @Test
    void whatDoesNotFitIsShown() {
        assertThatThrownBy(() -> add(Shape.batchOf(3), Shape.batchOf(4)))
                .hasMessage(
                        "expects two tensors of the same shape, or of length 1 where they differ, found [N, 3] and [N, 4]");
        assertThatThrownBy(() -> add(Shape.batchOf(3), Shape.of(2, 3)))
                .hasMessage(
                        "expects two tensors of the same shape, or of length 1 where they differ, found [N, 3] and [2, 3]");
    }

    @Test
    void anOpenBatchCannotBecomeAnotherAxis() {
        assertThatThrownBy(() -> add(Shape.batchOf(), Shape.of(3, 1))).hasMessageContaining("found [N] and [3, 1]");
        assertThatThrownBy(() -> add(Shape.batchOf(), Shape.batchOf(3))).hasMessageContaining("found [N] and [N, 3]");
    }

    @Test
    void expandingReachesTheShapeOrSaysWhyNot() {
        assertThat(new Expand(Shape.batchOf(3)).infer(List.of(Shape.SCALAR))).isEqualTo(Shape.batchOf(3));
        assertThatThrownBy(() -> new Expand(Shape.of(2, 3)).infer(List.of(Shape.of(2, 1, 3))))
                .hasMessage("expects a tensor that can be repeated to [2, 3], found [2, 1, 3]");
        assertThatThrownBy(() -> new Expand(Shape.of(1, 3)).infer(List.of(Shape.of(2, 3))))
                .hasMessage("expects a tensor that can be repeated to [1, 3], found [2, 3]");
        assertThatThrownBy(() -> new Spread(Shape.of(2, 3)).infer(List.of(Shape.of(3))))
                .hasMessage("expects a tensor of the rank of [2, 3], found [3]");
    }
}
