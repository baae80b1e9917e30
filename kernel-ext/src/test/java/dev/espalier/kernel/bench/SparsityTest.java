package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SparsityTest {

    private static final Shape IMAGE = Shape.of(3, 32, 32);

    @Test
    void spatialAndPointwiseConvolutionsAndLinearLayersArePruned() {
        Model pruned = Sparsity.pruned(Zoo.create("resnet50-imagenet", IMAGE, 64, new Seed(1)), 4.5);
        Map<String, Cost> costs = Cost.byLayer(pruned);

        assertThat(costs.get("conv1").density()).isEqualTo(1);
        assertThat(costs.get("layer2.1.conv1").density()).isBetween(0.21, 0.23);
        assertThat(costs.get("layer2.1.conv2").density()).isBetween(0.21, 0.23);
        // Its bias stays.
        assertThat(costs.get("fc").density()).isBetween(0.21, 0.24);
        assertThat(pruned.structures().toString()).contains("pattern", "block-punched", "block-column");
    }

    @Test
    void depthwiseConvolutionsStayDense() {
        Map<String, Cost> costs = Cost.byLayer(Sparsity.pruned(Zoo.create("mobilenetv2", IMAGE, 32, new Seed(1)), 8));

        assertThat(costs.get("stage3.1.depthwise.conv").density()).isEqualTo(1);
        assertThat(costs.get("stage3.1.expand.conv").density()).isBetween(0.12, 0.13);
    }

    @Test
    void linearLayersOverSequencesHaveLanes() {
        Model model = Zoo.transformer(Shape.of(8, 32), 4, 1, 96, new Seed(1));

        assertThat(Sparsity.pruned(model, 4).structures().toString()).contains("token-lane");
        assertThat(Sparsity.pruned(model, 1)).isSameAs(model);
    }
}
