package dev.espalier.model.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Shapes of operators that move numbers without changing them. */
class LayoutShapesTest {

    private final Shape images = Shape.batchOf(3, 4, 5);

    @Test
    void paddingAndSlicingUndoEachOther() {
        Shape padded = PadAxis.channels(2, 1).infer(List.of(images));

        assertThat(padded).isEqualTo(Shape.batchOf(6, 4, 5));
        assertThat(Slice.channels(2, 3).infer(List.of(padded))).isEqualTo(images);
    }

    @Test
    void anAxisMustExist() {
        assertThatThrownBy(() -> new PadAxis(2, 1, 1).infer(List.of(Shape.batchOf(3))))
                .hasMessage("works along axis 2, but [N, 3] has only 2 axes, counted from 0");
        assertThatThrownBy(() -> new Slice(1, 0, 1).infer(List.of(Shape.of(3))))
                .hasMessage("works along axis 1, but [3] has only 1 axis, counted from 0");
    }

    @Test
    void anOpenBatchHasNoLength() {
        assertThatThrownBy(() -> new Slice(0, 0, 2).infer(List.of(images)))
                .hasMessage("works along axis 0, which is the open batch of [N, 3, 4, 5];"
                        + " choose another axis or fix the batch size");
        assertThatThrownBy(() -> new Concat(0).infer(List.of(images, images))).hasMessageContaining("open batch");
        assertThat(new Slice(0, 1, 2).infer(List.of(images.withBatch(4)))).isEqualTo(images.withBatch(2));
    }

    @Test
    void aSliceStaysWithinTheAxis() {
        assertThatThrownBy(() -> Slice.channels(2, 2).infer(List.of(images)))
                .hasMessage("takes 2 positions along axis 1 from position 2 on, but [N, 3, 4, 5] has only 3 there");
    }

    @Test
    void extentsAreChecked() {
        assertThatThrownBy(() -> PadAxis.channels(-1, 0)).hasMessage("positions before is -1; it must not be negative");
        assertThatThrownBy(() -> new PadAxis(-1, 0, 0)).hasMessage("axis is -1; it must not be negative");
        assertThatThrownBy(() -> Slice.channels(0, 0)).hasMessage("count is 0; it must be at least 1");
    }

    @Test
    void whatIsConcatenatedDiffersAlongTheAxisOnly() {
        assertThat(Concat.channels().infer(List.of(images, images.withDim(1, 2))))
                .isEqualTo(Shape.batchOf(5, 4, 5));
        assertThatThrownBy(() -> Concat.channels().infer(List.of(images, images, images.withDim(3, 6))))
                .hasMessage("expects tensors that differ along axis 1 only, found [N, 3, 4, 5] in place 0"
                        + " and [N, 3, 4, 6] in place 2");
        assertThatThrownBy(() -> Concat.channels().infer(List.of()))
                .hasMessage("expects at least one tensor, found none");
    }

    @Test
    void aTranspositionIsUndoneByItsInverse() {
        Transpose around = Transpose.of(0, 2, 3, 1);

        assertThat(around.infer(List.of(images))).isEqualTo(Shape.batchOf(4, 5, 3));
        assertThat(around.inverse()).isEqualTo(Transpose.of(0, 3, 1, 2));
    }

    @Test
    void aPermutationIsChecked() {
        assertThatThrownBy(() -> Transpose.of(0, 2, 2))
                .hasMessage("permutation [0, 2, 2] must hold each axis from 0 to 2 once");
        assertThatThrownBy(() -> Transpose.of(0, 1).infer(List.of(images)))
                .hasMessage("expects 2 axes for the permutation [0, 1], found 4: [N, 3, 4, 5]");
        assertThatThrownBy(() -> Transpose.of(1, 0, 2, 3).infer(List.of(images)))
                .hasMessage("moves the batch of [N, 3, 4, 5] by the permutation [1, 0, 2, 3];"
                        + " an open batch must stay first, so the permutation must begin with 0");
    }

    @Test
    void aReshapeKeepsCountAndBatch() {
        assertThat(new Reshape(Shape.batchOf(60)).infer(List.of(images))).isEqualTo(Shape.batchOf(60));
        assertThatThrownBy(() -> new Reshape(Shape.batchOf(61)).infer(List.of(images)))
                .hasMessage("expects as many numbers as [N, 61] holds, found [N, 3, 4, 5]");
        assertThatThrownBy(() -> new Reshape(Shape.of(60)).infer(List.of(images)))
                .hasMessage("expects as many numbers as [60] holds, found [N, 3, 4, 5]");
    }
}
