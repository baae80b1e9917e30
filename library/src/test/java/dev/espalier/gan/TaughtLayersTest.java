package dev.espalier.gan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.Graph;
import dev.espalier.model.Seed;
import dev.espalier.model.block.InceptionResidual;
import dev.espalier.model.block.NormKind;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.GanZoo;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaughtLayersTest {

    private static final Shape IMAGE = Shape.of(1, 16, 16);

    private static Graph inception(int blocks) {
        return GanZoo.inceptionGenerator(IMAGE, 1, 4, blocks, 4, NormKind.BATCH, new Seed(1))
                .graph();
    }

    @Test
    void ofNineBlocksTheyAreTheThirdTheSixthAndTheNinth() {
        assertThat(TaughtLayers.of(inception(9)))
                .containsExactly(
                        "relu3",
                        InceptionResidual.result("block3"),
                        InceptionResidual.result("block6"),
                        InceptionResidual.result("block9"));
        assertThat(TaughtLayers.of(inception(2)))
                .containsExactly("relu3", InceptionResidual.result("block1"), InceptionResidual.result("block2"));
    }

    @Test
    void otherGeneratorsHaveThemToo() {
        assertThat(TaughtLayers.of(
                        GanZoo.resnet9Generator(IMAGE, 1, 4, new Seed(1)).graph()))
                .containsExactly("relu3", "add3", "add6", "add9");
        assertThat(TaughtLayers.of(
                        GanZoo.dcganGenerator(4, IMAGE, 4, new Seed(1)).graph()))
                .isEqualTo(List.of("relu1", "relu2"));
    }
}
