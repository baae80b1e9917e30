package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Seed;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SampleTest {

    private final Dataset data = FashionMnist.excerpt().train();

    @Test
    void takesEveryClassInProportion() {
        Dataset sample = Sample.of(data, 50, new Seed(1));
        assertThat(sample.size()).isEqualTo(50);
        assertThat(sample.counts()).containsOnly(5);
        assertThat(sample.provenance().selection()).containsExactly("sample(50, seed 1)");
    }

    @Test
    void dependsOnTheSeedAlone() {
        byte[] first = Sample.of(data, 10, new Seed(1)).pixels(0);
        assertThat(Sample.of(data, 10, new Seed(1)).pixels(0)).isEqualTo(first);
        assertThat(Sample.of(data, 10, new Seed(2)).pixels(0)).isNotEqualTo(first);
    }

    @Test
    void refusesMoreThanThereIs() {
        assertThatThrownBy(() -> Sample.of(data, 1601, new Seed(1)))
                .hasMessage("a sample of 1,601 images: Fashion-MNIST train has 1 to 1,600");
        assertThatThrownBy(() -> Sample.of(data, 0, new Seed(1))).hasMessageStartingWith("a sample of 0 images");
    }

    @Property
    void quotasAddUpAndStayWithinTheirClass(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 1000) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 100) int percent) {
        int[] counts = sizes.stream().mapToInt(size -> size).toArray();
        int all = IntStream.of(counts).sum();
        Assume.that(all > 0);
        int n = Math.max(1, (int) ((long) all * percent / 100));
        int[] quotas = Sample.quotas(counts, n);
        assertThat(IntStream.of(quotas).sum()).isEqualTo(n);
        for (int c = 0; c < counts.length; c++) {
            assertThat(quotas[c]).isBetween(0, counts[c]);
            assertThat(Math.abs(quotas[c] - (double) counts[c] * n / all)).isLessThan(1);
        }
    }
}
