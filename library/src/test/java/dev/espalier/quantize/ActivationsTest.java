package dev.espalier.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.engine.integer.NodeReport;
import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Graph;
import dev.espalier.model.LayerChoice;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.FakeQuantize.StepGradient;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.train.Evaluation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ActivationsTest {

    private static final Split DATA = FashionMnist.excerpt();
    private static final Model RESNET = BatchNormFolding.of(Zoo.resnet(8, Shape.of(1, 28, 28), 10, new Seed(1)))
            .model();

    private static Map<String, FakeQuantize> quantizers(Graph graph) {
        return graph.layers().stream()
                .filter(node -> node.op() instanceof FakeQuantize)
                .collect(Collectors.toMap(node -> node.inputs().get(0), node -> (FakeQuantize) node.op()));
    }

    @Test
    void whatLayersReadIsQuantizedOnceAndWhatCannotBeNegativeHasNoSign() {
        Calibrated calibrated = Activations.bits(4).on(32).apply(RESNET, DATA);

        Graph graph = calibrated.model().graph();
        Map<String, FakeQuantize> quantizers = quantizers(graph);
        assertThat(quantizers.get("input")).isEqualTo(new FakeQuantize(8, true));
        assertThat(quantizers.get("globalaveragepool1")).isEqualTo(new FakeQuantize(4, false));
        assertThat(quantizers.keySet())
                .filteredOn(value -> value.startsWith("relu"))
                .hasSize(7);
        assertThat(graph.node("layer1.0.conv1").inputs()).startsWith("relu1/quantized");
        assertThat(graph.node("add1").inputs()).containsExactly("layer1.0.conv2", "relu1/quantized");
        assertThat(calibrated.model().history().get(calibrated.model().history().size() - 1))
                .hasToString("calibrate bits=4 input=8 observer=mse images=32 gradient=lsq");
        assertThat(calibrated.left()).isEmpty();
        assertThat(calibrated.toString()).contains("activation", "relu1", "layer1.0.conv1");
    }

    /** Two vectors of any numbers: the range is that of all batches. */
    @Test
    void modelsOfAnyInputsAreWatchedBatchByBatch() {
        Graph.Builder net = new Graph.Builder();
        Value a = net.add("a", new Input(Shape.batchOf(2)));
        Value b = net.add("b", new Input(Shape.batchOf(2)));
        Value weight = net.add("weight", new Parameter(Shape.of(1, 2), Parameter.Role.WEIGHT));
        net.add("y", new Linear(1), net.add("sum", new Add(), a, b), weight);
        Parameters ones = new Parameters(Map.of("weight", Nd4j.ones(DataType.FLOAT, 1, 2)));
        Model model = new Model("two", net.build("y"), ones, Map.of(), List.of());
        INDArray some = Nd4j.createFromArray(new float[][] {{1, -2}});
        INDArray more = Nd4j.createFromArray(new float[][] {{3, -4}, {0, 0}});

        Calibrated calibrated = Activations.bits(8)
                .by(new Observer.Largest())
                .apply(model, List.of(Map.of("a", some, "b", some), Map.of("a", more, "b", more)));

        assertThat(calibrated.values()).singleElement().satisfies(value -> {
            assertThat(value.value()).isEqualTo("sum");
            assertThat(value.largest()).isEqualTo(8);
        });
        assertThatThrownBy(() -> Activations.bits(8).apply(model, List.of()))
                .hasMessage("calibration on no batches; at least 1");
        Model small = Quantize.fixed(8).apply(calibrated.model()).model();
        assertThat(IntegerModel.of(small).floating())
                .extracting(NodeReport::node)
                .containsExactly("sum");
    }

    @Test
    void linearBottlenecksKeepTheirSign() {
        Model mobile = BatchNormFolding.of(Zoo.mobilenetV2(Shape.of(1, 28, 28), 10, 0.25, new Seed(1)))
                .model();

        Map<String, FakeQuantize> quantizers =
                quantizers(Activations.bits(6).on(8).apply(mobile, DATA).model().graph());

        quantizers.forEach((value, op) -> assertThat(op.signed())
                .as(value)
                .isEqualTo(!value.startsWith("relu6") && !value.startsWith("globalaverage")));
        assertThat(quantizers.values().stream().filter(FakeQuantize::signed)).hasSizeGreaterThan(10);
    }

    @Test
    void quantizersLieBeforePoolingAndFlattening() {
        Graph graph = Activations.bits(8)
                .on(8)
                .apply(Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1)), DATA)
                .model()
                .graph();

        assertThat(graph.node("maxpool2d1").inputs()).containsExactly("relu1/quantized");
        assertThat(graph.node("conv2").inputs()).startsWith("maxpool2d1");
        assertThat(graph.node("fc1").inputs()).startsWith("flatten1");
    }

    @Test
    void quantizedInEightBitsAnswersStay() {
        Model quantized = Activations.bits(8)
                .by(new Observer.Largest())
                .apply(RESNET, DATA)
                .model();

        assertThat(quantized.parameters().names())
                .containsAll(RESNET.parameters().names());
        assertThat(Evaluation.of(quantized, DATA).loss())
                .isCloseTo(Evaluation.of(RESNET, DATA).loss(), within(0.02));
    }

    @Test
    void layersCanReadOtherBitsOrNumbersAsTheyAre() {
        Activations activations = Activations.parse(
                Map.of("bits", "4", "own", "layer2.*:6,linear:8", "exclude", "layer3.0.conv2", "images", "8"));

        Calibrated calibrated = activations.apply(RESNET, DATA);

        Map<String, FakeQuantize> quantizers = quantizers(calibrated.model().graph());
        assertThat(quantizers.get("relu1").bits()).isEqualTo(4);
        assertThat(quantizers.get("relu4").bits()).isEqualTo(6);
        assertThat(quantizers.get("globalaveragepool1").bits()).isEqualTo(8);
        assertThat(quantizers).doesNotContainKey("relu6");
        assertThat(calibrated.left()).containsOnlyKeys("layer3.0.conv2");
    }

    @Test
    void aCalibratedModelHasNothingLeftToCalibrate() {
        Model once = Activations.bits(4).on(8).apply(RESNET, DATA).model();

        assertThatThrownBy(() -> Activations.bits(4).apply(once, DATA))
                .hasMessage("there is nothing to quantize: all that the chosen layers read is quantized already");
    }

    static Stream<Activations> settings() {
        return Stream.of(
                Activations.bits(8),
                Activations.bits(4).by(new Observer.Percentile(99.9)).on(100),
                Activations.bits(3).by(new Observer.MovingAverage(0.9)).withInputBits(6),
                new Activations(
                        5,
                        8,
                        new Observer.Largest(),
                        7,
                        StepGradient.CLIPPING,
                        new LayerChoice(List.of(), List.of(), List.of("fc3")),
                        Map.of("conv1", 8)));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void settingsComeBack(Activations activations) {
        assertThat(Activations.parse(activations.settings())).isEqualTo(activations);
    }

    @Test
    void badSettingsSayWhatWouldBeRight() {
        assertThatThrownBy(() -> Activations.parse(Map.of("bit", "4")))
                .hasMessage("calibration has no setting 'bit'; did you mean 'bits'?");
        assertThatThrownBy(() -> Activations.parse(Map.of("bits", "1")))
                .hasMessage("activations of 1 bits; there are 2 to 16");
        assertThatThrownBy(() -> Activations.parse(Map.of("bits", "4", "observer", "median")))
                .hasMessage("calibration: observer: no observer 'median'; write max, average:0.9, percentile:99.99 or"
                        + " mse");
        assertThatThrownBy(() -> Activations.parse(Map.of("bits", "4", "own", "conv1=3")))
                .hasMessage("calibration: own: 'conv1=3' is no layer with bits; write conv1:8,stage3.*:4");
        assertThatThrownBy(() -> Activations.parse(Map.of("bits", "4", "gradient", "ste")))
                .hasMessage("calibration: gradient: no gradient 'ste'; write lsq or pact");
        assertThatThrownBy(() ->
                        Activations.parse(Map.of("bits", "4", "exclude", "fc9")).apply(RESNET, DATA))
                .hasMessageStartingWith("no layer 'fc9' with weights");
    }

    @ParameterizedTest
    @ValueSource(strings = {"max", "average:0.9", "percentile:99.99", "mse"})
    void observersComeBack(String name) {
        assertThat(Observer.parse(name)).hasToString(name);
    }
}
