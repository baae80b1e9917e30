package dev.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.KernelPattern;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.WeightScores;
import dev.espalier.model.op.Conv2d;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class KernelPatternsTest {

    @Test
    void aNaturalPatternIsTheCentreAndTheThreeLargestAround() {
        double[] squares = {81, 64, 1, 4, 0.01, 9, 0, 49, 16};
        assertThat(KernelPatterns.natural(WeightScores.of(squares), 0)).isEqualTo(0b010_010_011);
    }

    @Test
    void equalMagnitudesGoToTheLowerPositions() {
        double[] squares = {1, 1, 1, 1, 1, 1, 1, 1, 1};
        assertThat(KernelPatterns.natural(WeightScores.of(squares), 0)).isEqualTo(0b000_010_111);
    }

    @Test
    void countsOverAllThreeByThreeKernelsOfTheModel() {
        float[][] kernels = {
            {0, 0, 0, 0, 5, 1, 0, 1, 1},
            {0, 0, 0, 0, 5, 2, 0, 2, 2},
            {3, 2, 0, 1, 0, 0, 0, 0, 0},
            {0, 0, 0, 0, 0, 0, 0, 0, 0},
        };
        Model model = withKernels(kernels);
        KernelPatterns mined = KernelPatterns.mine(model, 8);
        assertThat(mined.patterns())
                .containsExactly(new KernelPattern(3, 3, 0b110_110_000), new KernelPattern(3, 3, 0b000_011_011));
        assertThat(mined.counts()).containsExactly(2L, 1L);
        assertThat(mined.kernels()).as("the zero kernel has no preference").isEqualTo(3);
        assertThat(KernelPatterns.mine(model, 1).coverage()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(KernelPatterns.mine(model, 1))
                .hasToString("...\n.##\n.##\n66.7%\n1 patterns are the natural ones of 66.7% of 3 kernels");
    }

    private static Model withKernels(float[][] kernels) {
        var net = new ModelBuilder("tiny");
        var out = net.conv("conv", net.input(1, 8, 8), Conv2d.square(kernels.length, 3, 1, 1));
        Model model = net.build(net.conv("large", out, Conv2d.square(2, 5, 1, 2)), new Seed(1));
        INDArray weight = Nd4j.createFromArray(kernels).reshape('c', kernels.length, 1, 3, 3);
        return model.with(model.parameters().with("conv.weight", weight), Step.of("test"));
    }

    @Test
    void everyPatternHasItsCentreAndFourPositions() {
        var net = new ModelBuilder("wide");
        var x = net.conv("conv1", net.input(3, 8, 8), Conv2d.square(16, 3, 1, 1));
        Model model = net.build(net.conv("conv2", x, Conv2d.square(32, 3, 1, 1)), new Seed(2));
        KernelPatterns mined = KernelPatterns.mine(model, 56);
        assertThat(mined.patterns())
                .doesNotHaveDuplicates()
                .allSatisfy(pattern -> assertThat(pattern.kept()).isEqualTo(4))
                .allSatisfy(pattern -> assertThat(pattern.keeps(1, 1)).isTrue());
        assertThat(mined.kernels()).isEqualTo(3 * 16 + 16 * 32);
        assertThat(mined.coverage()).isEqualTo(1);
        assertThat(mined.counts()).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }

    @Test
    void aModelWithoutSuchKernelsIsRefused() {
        var net = new ModelBuilder("flat");
        Model model = net.build(net.conv("conv", net.input(1, 8, 8), Conv2d.square(2, 5, 1, 2)), new Seed(1));
        assertThatThrownBy(() -> KernelPatterns.mine(model, 8))
                .hasMessage("model 'flat' has no 3x3 kernels to mine patterns from; structure unstructured needs none");
        assertThatThrownBy(() -> KernelPatterns.mine(model, 57))
                .hasMessageContaining("57 patterns are outside 1 to 56");
    }
}
