package dev.espalier.model.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PadChannelsTest {

    @Test
    void paddingAndSlicingUndoEachOther() {
        Shape images = Shape.batchOf(3, 4, 5);
        Shape padded = new PadChannels(2, 1).infer(List.of(images));

        assertThat(padded).isEqualTo(Shape.batchOf(6, 4, 5));
        assertThat(new SliceChannels(2, 3).infer(List.of(padded))).isEqualTo(images);
    }

    @Test
    void onlyImagesHaveChannelsToPad() {
        assertThatThrownBy(() -> new PadChannels(1, 1).infer(List.of(Shape.batchOf(3))))
                .hasMessage("expects images [N, C, H, W], found [N, 3]; put it before the layer that flattens");
    }

    @Test
    void aSliceStaysWithinTheChannels() {
        assertThatThrownBy(() -> new SliceChannels(2, 2).infer(List.of(Shape.batchOf(3, 4, 5))))
                .hasMessage("takes channels 2 to 3, but [N, 3, 4, 5] has only 3");
    }

    @Test
    void extentsAreChecked() {
        assertThatThrownBy(() -> new PadChannels(-1, 0)).hasMessage("channels before is -1; it must not be negative");
        assertThatThrownBy(() -> new SliceChannels(0, 0)).hasMessage("channel count is 0; it must be at least 1");
    }
}
