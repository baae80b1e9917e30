package dev.espalier.model.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import org.junit.jupiter.api.Test;

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
        assertThatThrownBy(() -> GanZoo.dcganGenerator(64, Shape.of(28, 28), 8, SEED))
                .hasMessage("the input is an image [channels, height, width], such as [1, 28, 28]; found [28, 28]");
        assertThatThrownBy(() -> GanZoo.dcganDiscriminator(Shape.of(1, 28, 30), 8, SEED))
                .hasMessage("the discriminator needs height and width that are multiples of 4, found [1, 28, 30]");
        assertThatThrownBy(() -> GanZoo.patchDiscriminator(GREY, 8, 0, SEED))
                .hasMessage("a patch discriminator with 0 halvings; at least 1");
    }
}
