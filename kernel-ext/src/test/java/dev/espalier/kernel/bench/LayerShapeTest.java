package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.layout.Plain;
import dev.espalier.compile.target.Isa;
import dev.espalier.compile.target.Target;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayerShapeTest {

    private static final Target TARGET = new Target("x86_64-linux-gnu", Isa.AVX2, Set.of(), 32 << 10, 1 << 20);

    @Test
    void namesAreDistinctAndSayTheShape() {
        assertThat(KernelSuite.names())
                .doesNotHaveDuplicates()
                .contains("3x3-56x56-64-64", "1x1/2-14x14-1024-2048", "3x3/2dw-112x112-96-96");
    }

    @Test
    void zerosAreCommonToBlocksOf32Filters() {
        Convolution task = new LayerShape(16, 8, 64, 3, 1, 1).task(4.5, TARGET);
        for (int filter = 0; filter < 64; filter++) {
            int kept = 0;
            for (int channel = 0; channel < 16; channel++) {
                for (int tap = 0; tap < 9; tap++) {
                    boolean zero = task.weight(filter, channel, tap / 3, tap % 3) == 0;
                    kept += zero ? 0 : 1;
                    assertThat(zero).isEqualTo(task.weight(filter / 32 * 32, channel, tap / 3, tap % 3) == 0);
                }
            }
            assertThat(kept).isEqualTo(32);
        }
    }

    @Test
    void aNetworksInputLiesInRowOrder() {
        LayerShape stem = new LayerShape(3, 224, 64, 7, 2, 1);
        assertThat(stem.task(1, TARGET).image()).isInstanceOf(Plain.class);
        assertThat(stem.flops()).isEqualTo(2.0 * 64 * 147 * 112 * 112);
    }
}
