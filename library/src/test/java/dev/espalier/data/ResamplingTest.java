package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ResamplingTest {

    @Test
    void enlargingInterpolatesLinearly() {
        byte[] row = {0, 100};
        // Centres of the new pixels lie at 0, 0.25, 0.75 and 1 between the two old ones, the outer ones held at the
        // edge.
        assertThat(Resampling.resample(row, 1, 1, 2, 1, 4)).containsExactly(0, 25, 75, 100);
    }

    @Test
    void reducingTakesEveryPixelIntoAccount() {
        byte[] row = {0, 80, 0, 80, 0, 80, 0, 80};
        // Weights 1, 3, 3, 1 inside; at the edge the missing neighbours are left out: 3, 3, 1.
        assertThat(Resampling.resample(row, 1, 1, 8, 1, 4)).containsExactly(34, 40, 40, 46);
    }

    @Test
    void bothAxesAndAllChannelsAreResampled() {
        byte[] pixels = {0, 100, 100, 0, 7, 7, 7, 7};
        assertThat(Resampling.resample(pixels, 2, 2, 2, 1, 1)).containsExactly(50, 7);
        byte[] tall = Resampling.resample(new byte[] {0, 100}, 1, 2, 1, 4, 1);
        assertThat(tall).containsExactly(0, 25, 75, 100);
    }

    @Property(tries = 100)
    void aPlainImageStaysPlain(
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 40) int toHeight,
            @ForAll @IntRange(min = 1, max = 40) int toWidth,
            @ForAll byte value) {
        byte[] plain = new byte[3 * height * width];
        Arrays.fill(plain, value);
        byte[] result = Resampling.resample(plain, 3, height, width, toHeight, toWidth);
        assertThat(result).hasSize(3 * toHeight * toWidth).containsOnly(value);
    }
}
