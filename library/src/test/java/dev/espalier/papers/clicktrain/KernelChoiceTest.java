package dev.espalier.papers.clicktrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Blocks;
import dev.espalier.model.Encoding;
import dev.espalier.model.KernelPattern;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Numbers;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.Structure;
import dev.espalier.model.WeightScores;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.prune.PatternLibrary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The choices of stage S1, with the numbers of the specification's checks. */
class KernelChoiceTest {

    private static final List<KernelPattern> TWELVE = PatternLibrary.CLICKTRAIN12.patterns();

    /** (w g)² of w = 1 to 9, g = 1. */
    private static final double[] ONE_TO_NINE = {1, 4, 9, 16, 25, 36, 49, 64, 81};

    private static KernelChoice choose(double[] scores, List<KernelPattern> library, double percent, int... shape) {
        return KernelChoice.of(
                "w", Nd4j.zeros(shape), WeightScores.of(scores), new Structure.PatternConnectivity(library), percent);
    }

    private static float[] mask(INDArray mask) {
        return Numbers.of(mask);
    }

    private static float[] bits(KernelPattern pattern) {
        float[] bits = new float[9];
        for (int i = 0; i < 9; i++) {
            bits[i] = pattern.bits() >>> i & 1;
        }
        return bits;
    }

    /** Check 1: I_p of all twelve patterns. */
    @Test
    void thePatternImportancesOfOneToNine() {
        List<Double> found = new ArrayList<>();
        for (KernelPattern pattern : TWELVE) {
            float[] kept =
                    mask(choose(ONE_TO_NINE, List.of(pattern), 0, 1, 1, 3, 3).pattern());
            double sum = 0;
            for (int i = 0; i < 9; i++) {
                sum += kept[i] * ONE_TO_NINE[i];
            }
            found.add(sum);
        }
        assertThat(found)
                .containsExactly(206.0, 154.0, 74.0, 46.0, 230.0, 141.0, 129.0, 109.0, 39.0, 210.0, 30.0, 197.0);
    }

    /** Check 1: of 4 patterns the first is chosen, of 8 and 12 the fifth. */
    @ParameterizedTest
    @CsvSource({"CLICKTRAIN4, 0", "CLICKTRAIN8, 4", "CLICKTRAIN12, 4"})
    void theMostImportantPatternIsChosen(PatternLibrary library, int pattern) {
        assertThat(mask(choose(ONE_TO_NINE, library.patterns(), 0, 1, 1, 3, 3).pattern()))
                .isEqualTo(bits(TWELVE.get(pattern)));
    }

    /** Check 1: I_k is 285, so a kernel of 284 goes before it and one of 286 does not, whatever patterns would keep of it. */
    @Test
    void aKernelsImportanceIsThatOfAllItsWeights() {
        assertThat(Blocks.ofKernels(Shape.of(1, 1, 3, 3), 1, 1, true)
                        .sums(WeightScores.of(ONE_TO_NINE))
                        .at(0))
                .isEqualTo(285);
        for (double other : new double[] {284, 286}) {
            double[] scores = Arrays.copyOf(ONE_TO_NINE, 18);
            scores[9] = other;
            float[] connected = mask(choose(scores, TWELVE, 50, 2, 1, 3, 3).connected());
            boolean firstStays = other < 285;
            assertThat(connected[0]).isEqualTo(firstStays ? 1 : 0);
            assertThat(connected[9]).isEqualTo(firstStays ? 0 : 1);
        }
    }

    /** Check 2: ⌈r n / 100⌉ of the 6 kernels of a layer [2, 3]. */
    @ParameterizedTest
    @CsvSource({"35, 3", "50, 3", "0, 0"})
    void theCeilingOfTheRatioGoes(double percent, int removed) {
        assertThat(KernelRatios.removed(6, percent)).isEqualTo(removed);
        double[] scores = new Seed(1).generator().doubles(2 * 3 * 9).toArray();
        KernelChoice choice = choose(scores, PatternLibrary.CLICKTRAIN4.patterns(), percent, 2, 3, 3, 3);
        assertThat(choice.connected().sumNumber().intValue()).isEqualTo(9 * (6 - removed));
    }

    /** Check 3: 64 x 64 kernels at 50 % keep 8192 of 36864 weights, 4.5x. */
    @Test
    void halfOfTheKernelsAndFourOfNinePositionsStay() {
        double[] scores = new Seed(1).generator().doubles(64 * 64 * 9).toArray();
        KernelChoice choice = choose(scores, PatternLibrary.CLICKTRAIN4.patterns(), 50, 64, 64, 3, 3);
        assertThat(choice.mask().sumNumber().intValue()).isEqualTo(8192);
        assertThat(36864.0 / 8192).isEqualTo(4.5);
        assertThat(choice.counts(PatternLibrary.CLICKTRAIN4.patterns()).values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(2048);
    }

    /**
     * Check 3, and the ratios that the specification gives for the authors' other configurations. The first counts
     * normalisations, the others convolutions alone. The first convolution stays dense.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "64 128 256 256 512 512 512 512; 35,45,65,75,80,80,85; 2; 10.25",
                "64 128 256 256 512 512 512 512; 40,55,60,65,70,75,85; 0; 8.36",
                "64 64 128 128 256 256 512 512 512 512; 40,50,55,60,65,70,75,75,85; 0; 9.04",
                "64 64 128 128 256 256 256 512 512 512 512 512 512; 35,45,55,55,55,65,65,65,75,80,85,85; 0; 8.83"
            })
    void ratiosOfTheAuthorsConfigurations(String widths, String ratios, int norms, double expected) {
        List<Integer> filters =
                Arrays.stream(widths.strip().split(" ")).map(Integer::valueOf).toList();
        KernelRatios percent = KernelRatios.parse(ratios);
        long dense = 3L * filters.get(0) * 9
                + (long) norms * filters.stream().mapToInt(Integer::intValue).sum();
        long all = dense;
        long kept = dense;
        for (int layer = 1; layer < filters.size(); layer++) {
            int kernels = filters.get(layer - 1) * filters.get(layer);
            all += 9L * kernels;
            kept += 4L * (kernels - KernelRatios.removed(kernels, percent.percentOf(layer - 1)));
        }
        assertThat((double) all / kept).isCloseTo(expected, within(0.005));
    }

    /** The same formula on a model with masks: 16 first filters dense, then 256 kernels at 75 %. */
    @Test
    void theRatioOfAModelCountsConvolutionsAndTheirNormalisations() {
        ModelBuilder net = new ModelBuilder("two");
        Value x = net.relu(net.batchNorm("bn1", net.conv("conv1", net.input(1, 6, 6), Conv2d.square(16, 3, 1, 1))));
        x = net.relu(net.batchNorm("bn2", net.conv("conv2", x, Conv2d.square(16, 3, 1, 1))));
        Model model = net.build(net.linear("fc", net.globalAveragePool(x), 10), new Seed(1));
        double[] scores = new Seed(2).generator().doubles(256 * 9).toArray();
        KernelChoice choice = choose(scores, PatternLibrary.CLICKTRAIN4.patterns(), 75, 16, 16, 3, 3);
        Map<String, Encoding.Masked> masks = new LinkedHashMap<>();
        masks.put("conv2.weight", new Encoding.Masked(choice.mask(), new Structure.PatternConnectivity(TWELVE)));
        double all = 144 + 2304 + 64;
        assertThat(ConvolutionRatio.of(model.masked(masks, Step.of("test")))).isEqualTo(all / (144 + 256 + 64));
    }

    /** Kernels of 1x1 have no patterns: they stay or go. */
    @Test
    void kernelsOfOneWeightAreOnlyRemoved() {
        KernelChoice choice = choose(new double[] {4, 1, 3, 2}, TWELVE, 50, 2, 2, 1, 1);
        assertThat(mask(choice.pattern())).containsOnly(1);
        assertThat(mask(choice.connected())).containsExactly(1, 0, 1, 0);
        assertThat(choice.counts(TWELVE).values()).containsOnly(0L);
    }

    /** No other pattern retains more of any kernel, and no kernel that goes is more important than one that stays. */
    @Property(tries = 50)
    void choicesAreTheBest(
            @ForAll @IntRange(min = 1, max = 5) int out,
            @ForAll @IntRange(min = 1, max = 5) int in,
            @ForAll @DoubleRange(max = 80) double percent,
            @ForAll long seed) {
        int kernels = out * in;
        int removed = KernelRatios.removed(kernels, percent);
        if (removed == kernels) {
            return;
        }
        RandomGenerator random = new Seed(seed).generator();
        double[] scores = random.doubles(kernels * 9L).toArray();
        KernelChoice choice = choose(scores, TWELVE, percent, out, in, 3, 3);
        float[] pattern = mask(choice.pattern());
        float[] connected = mask(choice.connected());
        double mostGone = 0;
        double leastStays = Double.POSITIVE_INFINITY;
        int stay = 0;
        for (int kernel = 0; kernel < kernels; kernel++) {
            double retained = 0;
            double whole = 0;
            for (int i = 0; i < 9; i++) {
                retained += pattern[9 * kernel + i] * scores[9 * kernel + i];
                whole += scores[9 * kernel + i];
                assertThat(connected[9 * kernel + i]).isEqualTo(connected[9 * kernel]);
            }
            for (KernelPattern other : TWELVE) {
                double would = 0;
                for (int i = 0; i < 9; i++) {
                    would += other.keeps(i / 3, i % 3) ? scores[9 * kernel + i] : 0;
                }
                assertThat(would).isLessThanOrEqualTo(retained + 1e-12);
            }
            stay += (int) connected[9 * kernel];
            if (connected[9 * kernel] == 1) {
                leastStays = Math.min(leastStays, whole);
            } else {
                mostGone = Math.max(mostGone, whole);
            }
        }
        assertThat(stay).isEqualTo(kernels - removed);
        assertThat(mostGone).isLessThanOrEqualTo(leastStays);
    }
}
