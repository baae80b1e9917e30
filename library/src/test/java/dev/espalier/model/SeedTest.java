package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SeedTest {

    /** Numbers of an earlier build: a saved history must draw the same weights for ever. */
    @Test
    void theNumbersNeverChange() {
        Seed seed = new Seed(1);

        assertThat(seed.split("conv1").value()).isEqualTo(4512474279470679769L);
        assertThat(seed.split(0).value()).isEqualTo(-7995527694508729151L);
        assertThat(seed.generator().nextLong()).isEqualTo(-1758847578096520770L);
        assertThat(seed.permutation(8)).containsExactly(4, 0, 2, 3, 7, 5, 1, 6);
    }

    @Test
    void aNameDependsOnNothingThatWasSplitBefore() {
        Seed seed = new Seed(7);
        Seed alone = seed.split("conv2");
        seed.split("conv1").split("weight").generator().nextLong();

        assertThat(seed.split("conv2")).isEqualTo(alone);
    }

    @Test
    void namesNumbersAndLevelsAreKeptApart() {
        Seed seed = new Seed(0);
        Set<Seed> seeds = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            seeds.add(seed.split(i));
            seeds.add(seed.split("layer" + i));
            seeds.add(seed.split("layer").split("" + i));
            seeds.add(new Seed(i).split("layer"));
        }
        assertThat(seeds).hasSize(4000);
        assertThat(seed.split("a").split("b")).isNotEqualTo(seed.split("b").split("a"));
    }

    @Test
    void splitsLookIndependent() {
        double sum = 0;
        double products = 0;
        int count = 10_000;
        for (int i = 0; i < count; i++) {
            double a = new Seed(i).split("a").generator().nextDouble() - 0.5;
            double b = new Seed(i).split("b").generator().nextDouble() - 0.5;
            sum += a;
            products += a * b;
        }
        assertThat(Math.abs(sum / count)).as("four standard errors").isLessThan(4 * Math.sqrt(1 / 12.0 / count));
        assertThat(Math.abs(products / count)).as("four standard errors").isLessThan(4 / 12.0 / Math.sqrt(count));
    }

    @Property(tries = 100, seed = "1")
    void aPermutationHoldsEveryNumberOnce(@ForAll long value, @ForAll @IntRange(max = 200) int length) {
        assertThat(new Seed(value).permutation(length))
                .containsExactlyInAnyOrder(IntStream.range(0, length).toArray());
    }
}
