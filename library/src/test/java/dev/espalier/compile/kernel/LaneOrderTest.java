package dev.espalier.compile.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.compile.layout.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LaneOrderTest {

    @Property(tries = 200)
    void everyChannelHasOnePlaceAndIsFoundThere(
            @ForAll @IntRange(min = 1, max = 4) int vectors,
            @ForAll @IntRange(min = 1, max = 20) int all,
            @ForAll @IntRange(min = 1, max = 4) int fours,
            @ForAll boolean packed) {
        LaneOrder order = new LaneOrder(fours * LaneOrder.FOUR, vectors, all, packed);

        int[] channels =
                IntStream.range(0, all * order.lanes()).map(order::channel).toArray();
        assertThat(IntStream.of(channels).sorted().toArray())
                .isEqualTo(IntStream.range(0, channels.length).toArray());
        for (int place = 0; place < channels.length; place++) {
            assertThat(order.place(channels[place])).isEqualTo(place);
        }
    }

    @Test
    void packingTakesFourOfEachVectorInTurn() {
        LaneOrder order = new LaneOrder(8, 2, 3, true);

        assertThat(IntStream.range(0, 24).map(order::channel))
                .containsExactly(
                        0, 1, 2, 3, 8, 9, 10, 11, // the first vector of the first block
                        4, 5, 6, 7, 12, 13, 14, 15, // its second
                        16, 17, 18, 19, 20, 21, 22, 23); // a block of one
    }

    @Test
    void vectorsArePackedWhereTheirBytesLieBesideEachOther() {
        assertThat(LaneOrder.of(rescaling(96, 32), 2, NativeRun.AVX512).packed())
                .isTrue();
        assertThat(LaneOrder.of(rescaling(96, 48), 3, NativeRun.AVX512).packed())
                .isTrue();
        assertThat(LaneOrder.of(rescaling(96, 48), 2, NativeRun.AVX512).packed())
                .as("channels 32 to 63 are in two places")
                .isFalse();
        assertThat(LaneOrder.of(rescaling(256, 64), 6, NativeRun.AVX512).packed())
                .isFalse();
    }

    private static Rescaling rescaling(int channels, int lanes) {
        double[] units = new double[channels];
        Arrays.fill(units, 1);
        return new Rescaling(
                units,
                new double[channels],
                List.of(),
                1,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                new Rescaling.Levels(new Bytes(channels, 2, 2, lanes, 0, 0), 1, 0, 255));
    }
}
