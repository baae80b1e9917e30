package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class ModelTextTest {

    private final Model lenet = Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1));

    @Test
    void aDenseModelSaysWhatItCostsAndHowItCameAbout() {
        assertThat(lenet)
                .hasToString(
                        """
                        lenet5: [N, 1, 28, 28] to [N, 10]
                          61,706 parameters, 416,520 MACs, 246,824 bytes
                          1. zoo name=lenet5 input=[1, 28, 28] classes=10 seed=1""");
        assertThat(lenet.structures()).isEmpty();
    }

    @Test
    void aMaskedModelNamesItsStructures() {
        var mask = new Encoding.Masked(Nd4j.ones(10, 84), new Structure.Unstructured());
        Model masked = lenet.with(lenet.parameters(), Map.of("fc3.weight", mask), Step.of("mask"));
        assertThat(masked.structures()).isEqualTo(Map.of(new Structure.Unstructured(), 1));
        assertThat(masked.toString().lines().skip(2))
                .containsExactly(
                        "  masked: 1 tensor, unstructured",
                        "  1. zoo name=lenet5 input=[1, 28, 28] classes=10 seed=1",
                        "  2. mask");
    }

    @Test
    void theZooSaysWhatEachNetworkIs() {
        assertThat(Zoo.names()).startsWith("lenet5").containsSubsequence("resnet8", "resnet20", "resnet56");
        assertThat(Zoo.description("resnet20")).isEqualTo("residual network, 20 layers (He 2015)");
        assertThatThrownBy(() -> Zoo.description("resnet21"))
                .hasMessage("no network 'resnet21' in the zoo; did you mean 'resnet20'?");
    }
}
