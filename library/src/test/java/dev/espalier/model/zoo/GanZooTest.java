package dev.espalier.model.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.block.NormKind;
import dev.espalier.model.op.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GanZooTest {

    private static final Seed SEED = new Seed(1);
    private static final Shape GREY = Shape.of(1, 28, 28);

    /** Verifier check 3 of CAT (arXiv 2103.03467): the original CycleGAN generator at 256x256. */
    @Test
    void theGeneratorHasThePapersMacs() {
        Model model = GanZoo.resnet9Generator(Shape.of(3, 256, 256), 3, 64, SEED);

        Cost cost = Cost.of(model);
        assertThat(cost.macs()).isEqualTo(56_799_264_768L);
        assertThat(cost.parameters()).isEqualTo(11_378_179L);
        assertThat(model.output().shape()).isEqualTo(Shape.batchOf(3, 256, 256));
    }

    /** Verifier check 3: the inception teacher at 256x256. */
    @Test
    void theInceptionTeacherHasThePapersMacs() {
        Model model = GanZoo.inceptionGenerator(Shape.of(3, 256, 256), 3, 64, 9, 6, NormKind.BATCH, SEED);

        assertThat(Cost.of(model).macs()).isEqualTo(43_490_402_304L);
        assertThat(model.graph().node("block9.depthwise5.norm.scale").shape()).isEqualTo(Shape.of(42));
    }

    /** The networks of the small reproduction, section 5 of the specification. */
    @ParameterizedTest
    @CsvSource({"8, 4, 5.77", "12, 4, 12.5", "12, 6, 10.3"})
    void smallTeachersHaveTheExpectedMacs(int width, int reduction, double millions) {
        Model model = GanZoo.inceptionGenerator(GREY, 1, width, 3, reduction, NormKind.BATCH, SEED);

        assertThat(Cost.of(model).macs() / 1e6).isCloseTo(millions, withinPercentage(0.5));
    }

    @Test
    void biasesGoWithInstanceNormalisation() {
        Model batch = GanZoo.inceptionGenerator(GREY, 1, 4, 1, 4, NormKind.BATCH, SEED);
        Model instance = GanZoo.inceptionGenerator(GREY, 1, 4, 1, 4, NormKind.INSTANCE, SEED);

        assertThat(biases(batch)).containsExactly("out.bias");
        assertThat(biases(instance)).hasSize(6 + 3 * 2 + 3 * 3);
        assertThat(batch.parameters().get("block1.conv3.norm.scale").toFloatVector())
                .containsOnly(1);
        assertThat(batch.output().shape()).isEqualTo(Shape.batchOf(1, 28, 28));
    }

    private static List<String> biases(Model model) {
        return model.parameters().names().stream()
                .filter(name -> name.endsWith(".bias"))
                .toList();
    }

    /** The count of the authors' implementation for source and made image together, and its map of 30x30 scores. */
    @Test
    void thePatchDiscriminatorHasTheKnownNumberOfParameters() {
        Model model = GanZoo.patchDiscriminator(Shape.of(6, 256, 256), 64, 3, SEED);

        assertThat(Cost.of(model).parameters()).isEqualTo(2_768_705L);
        assertThat(model.output().shape()).isEqualTo(Shape.batchOf(1, 30, 30));
    }

    @Test
    void thePatchDiscriminatorTakesSmallImages() {
        assertThat(GanZoo.patchDiscriminator(GREY, 16, 3, SEED).output().shape())
                .isEqualTo(Shape.batchOf(1, 1, 1));
        assertThat(GanZoo.patchDiscriminator(GREY, 16, 2, SEED).output().shape())
                .isEqualTo(Shape.batchOf(1, 5, 5));
    }

    @Test
    void dcganMakesImagesAndScoresThem() {
        Model generator = GanZoo.dcganGenerator(64, GREY, 32, SEED);
        Model discriminator = GanZoo.dcganDiscriminator(GREY, 32, SEED);

        assertThat(generator.input().shape()).isEqualTo(Shape.batchOf(64));
        assertThat(generator.output().shape()).isEqualTo(Shape.batchOf(1, 28, 28));
        assertThat(discriminator.output().shape()).isEqualTo(Shape.batchOf(1));
        // project 65 · 3136, bn1 128, up1 64 · 32 · 16, bn2 64, up2 32 · 16 + 1
        assertThat(Cost.of(generator).parameters()).isEqualTo(203_840 + 128 + 32_768 + 64 + 513);
        // down1 32 · 16 + 32, down2 32 · 64 · 16, bn2 128, score 64 · 7 · 7 + 1
        assertThat(Cost.of(discriminator).parameters()).isEqualTo(544 + 32_768 + 128 + 3_137);
        assertThat(generator.history())
                .hasToString("[zoo name=dcgan-generator latent=64 image=[1, 28, 28] width=32 seed=1]");
    }

    @Test
    void weightsStartNarrow() {
        Model generator = GanZoo.dcganGenerator(64, GREY, 32, SEED);

        assertThat(generator.parameters().get("up1.weight").stdNumber().doubleValue())
                .isCloseTo(0.02, within(0.001));
        assertThat(generator.parameters().get("bn1.scale").toFloatVector()).containsOnly(1);
    }

    @Test
    void wrongArgumentsAreExplained() {
        assertThatThrownBy(() -> GanZoo.resnet9Generator(Shape.of(3, 30, 32), 3, 8, SEED))
                .hasMessage("the generator needs height and width that are multiples of 4, found [3, 30, 32]");
        assertThatThrownBy(() -> GanZoo.resnetGenerator(GREY, 3, 8, 0, NormKind.BATCH, SEED))
                .hasMessage("a generator with 0 blocks; at least 1");
        assertThatThrownBy(() -> GanZoo.inceptionGenerator(GREY, 1, 8, 1, 4, NormKind.PLAIN_INSTANCE, SEED))
                .hasMessage("an inception generator is pruned by the scales of its normalisations; norm BATCH or"
                        + " INSTANCE");
        assertThatThrownBy(() -> GanZoo.inceptionGenerator(GREY, 1, 8, 1, 40, NormKind.BATCH, SEED))
                .hasMessage("branches of 0 channels; at least 1");
        assertThatThrownBy(() -> GanZoo.dcganGenerator(64, Shape.of(28, 28), 8, SEED))
                .hasMessage("the input is an image [channels, height, width], such as [1, 28, 28]; found [28, 28]");
        assertThatThrownBy(() -> GanZoo.dcganDiscriminator(Shape.of(1, 28, 30), 8, SEED))
                .hasMessage("the discriminator needs height and width that are multiples of 4, found [1, 28, 30]");
        assertThatThrownBy(() -> GanZoo.patchDiscriminator(GREY, 8, 0, SEED))
                .hasMessage("a patch discriminator with 0 halvings; at least 1");
    }
}
