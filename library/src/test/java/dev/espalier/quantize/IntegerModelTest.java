package dev.espalier.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.engine.integer.NodeReport;
import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity.PerRow;
import dev.espalier.model.Granularity.PerTensor;
import dev.espalier.model.LevelSet.Fixed;
import dev.espalier.model.LevelSet.PowerOfTwo;
import dev.espalier.model.LevelSet.SumOfPowers;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.SignedLevels;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IntegerModelTest {

    private static final Split DATA = FashionMnist.excerpt();
    private static final Split FEW = new Split(DATA.train(), DATA.test().take(100));
    private static final Model TRAINED = Trainer.of(TrainingPlan.of(1, new Seed(1)))
            .train(Zoo.vggSmall(Shape.of(1, 28, 28), 10, 8, new Seed(1)), DATA)
            .model();

    @Test
    void aTrainedNetworkAgreesWithItsSimulationAndKeepsItsAccuracy() {
        Model active = Activations.bits(8)
                .apply(BatchNormFolding.of(TRAINED).model(), DATA)
                .model();
        Model quantized = Quantizing.weights(active, new PerRow(), group -> new Fixed(8));

        IntegerModel integers = IntegerModel.of(quantized);

        Agreement agreement = integers.agreement(DATA, 40);
        assertThat(agreement.isExact()).as(agreement.toString()).isTrue();
        assertThat(agreement.numbers()).isGreaterThan(100_000);
        assertThat(agreement.otherLevels()).isLessThan(agreement.levels() / 1000);
        Evaluation exact = integers.evaluate(FEW);
        assertThat(exact.accuracy()).isCloseTo(Evaluation.of(TRAINED, FEW).accuracy(), within(0.03));
        assertThat(integers.floating()).isEmpty();
        assertThat(integers.accumulatorBits()).isBetween(20, 27);
        assertThat(integers.toString())
                .contains("conv1.1", "accumulator bits", "compute in integers")
                .doesNotContain("floating point");
    }

    @Test
    void normalisationIsFoldedIntoScalesAfterTheWeightsWereQuantized() {
        Model quantized = Quantizing.weights(TRAINED, new PerTensor(), group -> new SumOfPowers(4));
        Model active = Activations.bits(4).on(64).apply(quantized, DATA).model();

        Model folded = BatchNormFolding.of(active).model();
        IntegerModel integers = IntegerModel.of(active);

        String weight = "conv2.1.weight";
        byte[] before = levels(active, weight);
        byte[] after = levels(integers.model(), weight);
        for (int i = 0; i < before.length; i++) {
            assertThat(Math.abs(after[i])).isEqualTo(Math.abs(before[i]));
        }
        assertThat(levels(folded, weight)).isEqualTo(after);
        assertThat(((Encoding.Quantized) integers.model().encoding(weight)).granularity())
                .isEqualTo(new PerRow());
        assertThat(integers.agreement(DATA, 8).isExact()).isTrue();
        assertThat(Evaluation.of(folded, FEW).loss())
                .isCloseTo(Evaluation.of(active, FEW).loss(), within(0.01));
        assertThat(integers.model().history().get(integers.model().history().size() - 1))
                .hasToString("round bits=10");
    }

    private static byte[] levels(Model model, String weight) {
        return SignedLevels.of(model.parameters().get(weight), (Encoding.Quantized) model.encoding(weight))
                .levels();
    }

    @Test
    void roundingLeavesTheAnswersAndDoesNotHappenTwice() {
        Model active = Activations.bits(4)
                .on(64)
                .apply(BatchNormFolding.of(TRAINED).model(), DATA)
                .model();
        Model quantized = Quantizing.weights(active, new PerRow(), group -> new PowerOfTwo(4));

        Model rounded = IntegerModel.of(quantized).model();

        assertThat(Evaluation.of(rounded, FEW).loss())
                .isCloseTo(Evaluation.of(quantized, FEW).loss(), within(0.02));
        assertThat(IntegerModel.of(rounded).model()).isSameAs(rounded);
    }

    @Test
    void whatIsNotQuantizedIsListedWithTheReason() {
        Model active = Activations.parse(Map.of("bits", "8", "images", "32", "exclude", "conv1.2"))
                .apply(TRAINED, DATA)
                .model();

        IntegerModel integers = IntegerModel.of(active);

        assertThat(integers.floating())
                .filteredOn(node -> node.node().startsWith("conv"))
                .hasSize(6)
                .extracting(NodeReport::reason)
                .allSatisfy(reason -> assertThat(reason.orElseThrow()).endsWith("which is not quantized"));
        assertThat(integers.agreement(DATA, 8).isExact()).isTrue();
        assertThat(integers.toString())
                .contains("'conv1.1' (Conv2d) computes in floating point: it reads 'conv1.1.weight', which is not"
                        + " quantized");
    }

    @Test
    void aNetworkWithoutQuantizersHasNoIntegerForm() {
        assertThatThrownBy(() -> IntegerModel.of(TRAINED))
                .hasMessage("no activation of 'vgg-small' is quantized, so nothing is computed in integers; calibrate"
                        + " it first: Activations.bits(8)");
    }
}
