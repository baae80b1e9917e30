package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.layout.Plain;
import dev.espalier.compile.target.Isa;
import dev.espalier.compile.target.Target;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerShapeTest {

    private static final Target TARGET = new Target("x86_64-linux-gnu", Isa.AVX2, Set.of(), 32 << 10, 1 << 20);

    @Test
    void namesAreDistinctAndSayTheShape() {
        assertThat(KernelSuite.names())
                .doesNotHaveDuplicates()
                .contains("3x3-56x56-64-64", "1x1/2-14x14-1024-2048", "3x3/2dw-112x112-96-96");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 32})
    void filtersShareTheirZerosWithSoManyOthers(int together) {
        Convolution task = new LayerShape(16, 8, 64, 3, 1, 1).task(variant(4.5, together), TARGET);
        Set<List<Boolean>> masks = new HashSet<>();
        for (int filter = 0; filter < 64; filter++) {
            assertThat(mask(task, filter))
                    .isEqualTo(mask(task, filter / together * together))
                    .filteredOn(kept -> kept)
                    .hasSize(32);
            masks.add(mask(task, filter));
        }
        assertThat(masks).hasSize(64 / together);
    }

    @Test
    void kernelsKeepFourOfNineWeightsOrNone() {
        Convolution task = new LayerShape(16, 8, 64, 3, 1, 1).task(variant(4.5, 1), TARGET);
        for (int kernel = 0; kernel < 64 * 16; kernel++) {
            List<Boolean> mask = mask(task, kernel / 16).subList(kernel % 16 * 9, kernel % 16 * 9 + 9);
            assertThat(Collections.frequency(mask, true)).isIn(0, 4);
        }
    }

    private static KernelSuite.Variant variant(double fewer, int together) {
        return new KernelSuite.Variant("", fewer, together);
    }

    private static List<Boolean> mask(Convolution task, int filter) {
        return IntStream.range(0, 16 * 9)
                .mapToObj(place -> task.weight(filter, place / 9, place % 9 / 3, place % 3) != 0)
                .toList();
    }

    @Test
    void aNetworksInputLiesInRowOrder() {
        LayerShape stem = new LayerShape(3, 224, 64, 7, 2, 1);
        assertThat(stem.task(variant(1, 32), TARGET).image()).isInstanceOf(Plain.class);
        assertThat(stem.flops()).isEqualTo(2.0 * 64 * 147 * 112 * 112);
    }
}
