package dev.espalier.model.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Shapes of images at another extent. */
class ResizeShapesTest {

    @Test
    void pixelsComeOutOfChannelsAndGoBack() {
        Shape deep = Shape.batchOf(12, 5, 7);
        Shape large = new PixelShuffle(2).infer(List.of(deep));

        assertThat(large).isEqualTo(Shape.batchOf(3, 10, 14));
        assertThat(new PixelUnshuffle(2).infer(List.of(large))).isEqualTo(deep);
    }

    @Test
    void blocksMustBeWhole() {
        assertThatThrownBy(() -> new PixelShuffle(2).infer(List.of(Shape.batchOf(6, 5, 7))))
                .hasMessage("makes blocks of 2x2 pixels out of channels, whose number must be a multiple of 4;"
                        + " found [N, 6, 5, 7]");
        assertThatThrownBy(() -> new PixelUnshuffle(3).infer(List.of(Shape.batchOf(1, 6, 7))))
                .hasMessage("cuts images into blocks of 3x3 pixels, so height and width must be multiples of 3;"
                        + " found [N, 1, 6, 7]");
    }

    @Test
    void onlyInterpolationKnowsCorners() {
        assertThat(Resize2d.nearest(new Size2d(9, 3)).infer(List.of(Shape.batchOf(2, 4, 4))))
                .isEqualTo(Shape.batchOf(2, 9, 3));
        assertThatThrownBy(() -> new Resize2d(new Size2d(2, 2), Resize2d.Mode.NEAREST, true))
                .hasMessage("aligned corners belong to BILINEAR; with NEAREST leave them off");
        assertThatThrownBy(() -> Resize2d.nearest(new Size2d(0, 2)))
                .hasMessage("output height is 0; it must be at least 1");
    }
}
