package dev.espalier.compile.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.Seed;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.nd4j.linalg.factory.Nd4j;

class KernelMasksTest {

    /** Both streams hold every kernel that stays once, under its filter or channel and its pattern. */
    @Property(tries = 50)
    void streamsHoldEveryKernelOnce(
            @ForAll @IntRange(min = 1, max = 6) int out,
            @ForAll @IntRange(min = 1, max = 6) int in,
            @ForAll long seed) {
        RandomGenerator random = new Seed(seed).generator();
        int[] shapes = {0, 0b11, 0b101, 0b111111111};
        int[] bits = new int[out * in];
        float[] mask = new float[out * in * 9];
        for (int kernel = 0; kernel < bits.length; kernel++) {
            bits[kernel] = shapes[random.nextInt(shapes.length)];
            for (int i = 0; i < 9; i++) {
                mask[9 * kernel + i] = bits[kernel] >>> i & 1;
            }
        }
        KernelMasks masks = KernelMasks.of(Nd4j.createFromArray(mask).reshape('c', out, in, 3, 3));
        assertThat(masks.bits()).isEqualTo(bits);
        assertThat(masks.patterns()).doesNotContain(0).isSorted();
        long stay = Arrays.stream(bits).filter(kernel -> kernel != 0).count();
        assertThat(masks.kept())
                .isEqualTo(Arrays.stream(bits).mapToLong(Integer::bitCount).sum());
        check(masks, masks.byFilter(9), out, false, stay);
        check(masks, masks.byChannel(9), in, true, stay);
    }

    private static void check(KernelMasks masks, int[] stream, int rows, boolean turned, long stay) {
        int patterns = masks.patterns().length;
        int entries = rows * patterns + 1;
        TreeSet<Integer> seen = new TreeSet<>();
        for (int row = 0; row < rows; row++) {
            for (int p = 0; p < patterns; p++) {
                for (int k = stream[row * patterns + p]; k < stream[row * patterns + p + 1]; k++) {
                    int column = stream[entries + 2 * k];
                    int kernel = turned ? column * masks.in() + row : row * masks.in() + column;
                    assertThat(stream[entries + 2 * k + 1]).isEqualTo(9 * kernel);
                    assertThat(masks.bits()[kernel]).isEqualTo(masks.patterns()[p]);
                    assertThat(seen.add(kernel)).isTrue();
                }
            }
        }
        assertThat(seen).hasSize((int) stay);
    }
}
