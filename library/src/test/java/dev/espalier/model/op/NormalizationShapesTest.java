package dev.espalier.model.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NormalizationShapesTest {

    private static final Shape IMAGES = Shape.batchOf(3, 4, 5);

    @Test
    void normalisationKeepsTheShape() {
        Shape channels = Shape.of(3);
        assertThat(new BatchNorm().infer(List.of(IMAGES, channels, channels))).isEqualTo(IMAGES);
        assertThat(new LayerNorm().infer(List.of(IMAGES))).isEqualTo(IMAGES);
        assertThat(new LayerNorm(2, 1e-5).infer(List.of(IMAGES, Shape.of(4, 5), Shape.of(4, 5))))
                .isEqualTo(IMAGES);
    }

    @Test
    void layerNormNeedsSomethingToRepeatItselfOver() {
        assertThatThrownBy(() -> new LayerNorm(4, 1e-5).infer(List.of(IMAGES)))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "normalises the last 4 dimensions and expects at least one before them, found [N, 3, 4, 5]");
    }

    @Test
    void scaleHasTheShapeOfWhatIsNormalised() {
        assertThatThrownBy(() -> new LayerNorm(1, 1e-5).infer(List.of(IMAGES, Shape.of(4, 5), Shape.of(4, 5))))
                .isInstanceOf(ShapeException.class)
                .hasMessage("expects a scale of shape [5], found [4, 5]");
    }

    @Test
    void statisticsOfImagesNeedImages() {
        BatchNorm norm = new BatchNorm(1e-5, 0.1, BatchNorm.Statistics.IMAGE);
        assertThatThrownBy(() -> norm.infer(List.of(Shape.batchOf(3), Shape.of(3), Shape.of(3))))
                .isInstanceOf(ShapeException.class)
                .hasMessage("expects images [N, C, H, W], found [N, 3]; put it before the layer that flattens");
    }

    @Test
    void attributesHaveRanges() {
        assertThatThrownBy(() -> new LayerNorm(0, 1e-5))
                .hasMessage("the number of normalised dimensions is 0; it must be at least 1");
        assertThatThrownBy(() -> new LayerNorm(1, 0)).hasMessage("epsilon is 0.0; it must be above 0");
    }
}
