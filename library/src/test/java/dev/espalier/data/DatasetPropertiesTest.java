package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.Seed;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class DatasetPropertiesTest {

    @Property(tries = 200)
    void aSplitIsDisjointCompleteAndInOrder(
            @ForAll @IntRange(min = 20, max = 200) int size,
            @ForAll @IntRange(min = 1, max = 10) int classes,
            @ForAll @DoubleRange(min = 0.2, max = 0.8) double fraction,
            @ForAll long seed) {
        Assume.that(size / classes >= 4);
        Split split = Samples.numbered(size, classes).split(fraction, new Seed(seed));
        int[] train = numbers(split.train());
        int[] test = numbers(split.test());
        assertThat(train).isSorted();
        assertThat(test).isSorted();
        int[] both = IntStream.concat(Arrays.stream(train), Arrays.stream(test))
                .sorted()
                .toArray();
        assertThat(both).containsExactly(IntStream.range(0, size).toArray());
    }

    @Property(tries = 200)
    void aSplitIsStratified(
            @ForAll @IntRange(min = 20, max = 200) int size,
            @ForAll @IntRange(min = 1, max = 10) int classes,
            @ForAll @DoubleRange(min = 0.2, max = 0.8) double fraction,
            @ForAll long seed) {
        Assume.that(size / classes >= 4);
        Dataset whole = Samples.numbered(size, classes);
        int[] train = whole.split(fraction, new Seed(seed)).train().counts();
        for (int c = 0; c < classes; c++) {
            assertThat(Math.abs(train[c] - fraction * whole.counts()[c])).isLessThanOrEqualTo(0.5);
        }
    }

    @Property(tries = 50)
    void theSameSeedGivesTheSameSplit(@ForAll long seed) {
        Dataset whole = Samples.numbered(100, 5);
        assertThat(numbers(whole.split(0.7, new Seed(seed)).train()))
                .containsExactly(numbers(whole.split(0.7, new Seed(seed)).train()));
    }

    private static int[] numbers(Dataset data) {
        return IntStream.range(0, data.size())
                .map(i -> data.pixels(i)[0] & 0xff)
                .toArray();
    }
}
