package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class ModelBuilderTest {

    private final ModelBuilder net = new ModelBuilder("tiny");
    private final Value images = net.input(2, 8, 8);

    @Test
    void parametersAreNamedAfterTheirLayerAndOthersNumbered() {
        Value x = net.relu(net.batchNorm("bn", net.convWithBias("conv", images, Conv2d.square(4, 3, 1, 1))));
        x = net.relu(net.linear("fc", net.globalAveragePool(x), 3));
        Model model = net.build(x, new Seed(1));

        assertThat(model.parameters().names())
                .containsExactly(
                        "conv.weight",
                        "conv.bias",
                        "bn.scale",
                        "bn.shift",
                        "bn.running_mean",
                        "bn.running_variance",
                        "fc.weight",
                        "fc.bias");
        assertThat(model.graph().layers())
                .map(Node::name)
                .containsExactly("conv", "bn", "relu1", "globalaveragepool1", "fc", "relu2");
        assertThat(model.name()).isEqualTo("tiny");
        assertThat(model.history()).hasToString("[build name=tiny seed=1]");
        assertThat(model.input().shape()).isEqualTo(Shape.batchOf(2, 8, 8));
        assertThat(model.output().shape()).isEqualTo(Shape.batchOf(3));
    }

    @Test
    void weightsStartWithTwiceTheInverseOfTheirFanInAsVariance() {
        Model model = net.build(net.conv("conv", images, Conv2d.square(512, 3, 1, 1)), new Seed(1));
        INDArray weight = model.parameters().get("conv.weight");

        assertThat(weight.stdNumber().doubleValue()).isCloseTo(Math.sqrt(2.0 / 18), within(0.01));
        assertThat(weight.meanNumber().doubleValue()).isCloseTo(0, within(0.01));
    }

    @Test
    void weightsStartAsWidelyAsAskedFor() {
        Value x = net.linear("fc", net.flatten(images), 384);
        INDArray glorot =
                net.build(x, new Seed(1), Initialization.GLOROT).parameters().get("fc.weight");
        INDArray narrow = net.build(x, new Seed(1), weight -> 0.02).parameters().get("fc.weight");

        assertThat(glorot.stdNumber().doubleValue()).isCloseTo(Math.sqrt(2.0 / (128 + 384)), within(0.001));
        assertThat(narrow.stdNumber().doubleValue()).isCloseTo(0.02, within(0.0005));
    }

    @Test
    void normalisationsHaveTheParametersTheyNeed() {
        Value x = net.layerNorm("layer", net.instanceNorm("instance", images));
        x = net.plainBatchNorm("plain", x, new BatchNorm(1e-5, 0.1, BatchNorm.Statistics.IMAGE));
        Model model = net.build(x, new Seed(1));

        assertThat(model.parameters().names())
                .containsExactly(
                        "instance.scale",
                        "instance.shift",
                        "layer.scale",
                        "layer.shift",
                        "plain.running_mean",
                        "plain.running_variance");
        assertThat(model.parameters().get("instance.scale").toFloatVector()).containsExactly(1, 1);
        assertThat(model.parameters().get("layer.shift").toFloatVector())
                .hasSize(8)
                .containsOnly(0);
    }

    @Test
    void normalisationStartsAsNothing() {
        Parameters parameters =
                net.build(net.batchNorm("bn", images), new Seed(1)).parameters();

        assertThat(parameters.get("bn.scale").toFloatVector()).containsOnly(1);
        assertThat(parameters.get("bn.shift").toFloatVector()).containsOnly(0);
        assertThat(parameters.get("bn.running_mean").toFloatVector()).containsOnly(0);
        assertThat(parameters.get("bn.running_variance").toFloatVector()).containsOnly(1);
    }

    @Test
    void anotherLayerDoesNotShiftTheWeightsOfTheFirst() {
        INDArray alone = net.build(net.conv("conv", images, Conv2d.square(4, 3, 1, 1)), new Seed(1))
                .parameters()
                .get("conv.weight");
        var longer = new ModelBuilder("longer");
        Value x = longer.conv("before", longer.input(2, 8, 8), Conv2d.square(2, 1, 1, 0));
        x = longer.conv("conv", x, Conv2d.square(4, 3, 1, 1));

        assertThat(longer.build(x, new Seed(1)).parameters().get("conv.weight")).isEqualTo(alone);
    }

    @Test
    void groupsThatDoNotDivideTheChannelsNameTheLayer() {
        assertThatThrownBy(
                        () -> net.conv("conv", images, Conv2d.square(6, 3, 1, 1).withGroups(3)))
                .hasMessage("node 'conv' (Conv2d): input channels (=2) must be divisible by groups (=3)");
        var up = new ConvTranspose2d(6, Size2d.square(2), Size2d.square(2), Size2d.square(0), Size2d.square(0), 3);
        assertThatThrownBy(() -> net.convTransposeWithBias("up", images, up))
                .hasMessage("node 'up' (ConvTranspose2d): input channels (=2) must be divisible by groups (=3)");
    }

    @Test
    void aTransposedConvolutionDoublesTheImage() {
        var up = new ConvTranspose2d(5, Size2d.square(3), Size2d.square(2), Size2d.square(1), Size2d.square(1), 1);
        Model model = net.build(net.convTransposeWithBias("up", images, up), new Seed(1));

        assertThat(model.output().shape()).isEqualTo(Shape.batchOf(5, 16, 16));
        assertThat(model.parameters().names()).containsExactly("up.weight", "up.bias");
    }
}
