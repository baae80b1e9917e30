package dev.espalier.papers.dais;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.train.JointGraph;
import dev.espalier.train.Optimizer;
import dev.espalier.train.ParameterStore;
import dev.espalier.train.TrainingStep;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The checks of section 6 of the specification of arXiv 2011.02166, and equations 7 to 11 in general. */
class DaisFormulasTest {

    /** Check 1. */
    @Test
    void indicatorsAreSigmoidsThatSteepen() {
        assertThat(DaisSearch.indicator(1, 1)).isEqualTo(0.731058578630005, within(1e-14));
        assertThat(DaisSearch.indicator(1, 0.02)).isEqualTo(1, within(2e-22));
        assertThat(DaisSearch.indicator(-0.05, 0.02)).isEqualTo(0.0758581800212435, within(1e-15));
        assertThat(Annealing.USUAL.temperature(0, 30)).isEqualTo(1);
        assertThat(Annealing.USUAL.temperature(15, 30)).isEqualTo(0.0392156862745, within(1e-13));
        assertThat(Annealing.USUAL.temperature(30, 30)).isEqualTo(0.02, within(1e-15));
        assertThat(new Annealing.Exponential(1, 0.02).temperature(30, 30)).isEqualTo(0.02, within(1e-15));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hyperbolic:1.0:49.0", "exponential:1.0:0.02", "fixed:0.5"})
    void annealingsAreReadAsTheyAreWritten(String text) {
        assertThat(Annealing.parse(text)).hasToString(text);
    }

    @Test
    void whatIsNoAnnealingIsRefused() {
        assertThatThrownBy(() -> Annealing.parse("linear:1"))
                .hasMessage("'linear:1' is no annealing; write hyperbolic:1:49, exponential:1:0.02 or fixed:1");
        assertThatThrownBy(() -> Annealing.parse("fixed:0"))
                .hasMessage("the temperature of an annealing is 0.0; it must be above 0");
    }

    /** Two convolutions of 3x3, 1 -> 4 -> 8 channels, on 14x14 pixels. */
    private static Model twoConvolutions() {
        ModelBuilder net = new ModelBuilder("two");
        Value x = net.input(1, 14, 14);
        x = net.relu(net.batchNorm("bn1", net.conv("conv1", x, Conv2d.square(4, 3, 1, 1))));
        x = net.relu(net.batchNorm("bn2", net.conv("conv2", x, Conv2d.square(8, 3, 1, 1))));
        return net.build(net.linear("fc", net.globalAveragePool(x), 10), new Seed(1));
    }

    /** Check 2: the paper counts convolutions; the last layer is linear in the eight channels it reads. */
    @ParameterizedTest
    @CsvSource({"1, 63504, 80", "0.5, 17640, 40"})
    void expectedMacsAreProductsOfSums(double indicator, double convolutions, double linear) {
        Model model = twoConvolutions();
        Indicators indicators = Indicators.of(model.graph());
        assertThat(indicators.norms()).isEqualTo(Map.of("bn1", 4, "bn2", 8));
        ExpectedMacs expected = ExpectedMacs.of(model.graph(), indicators);
        assertThat(expected.of(same(indicators, indicator))).isEqualTo(convolutions + linear, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vgg-small", "resnet8", "resnet20", "mobilenetv2-0.5"})
    void withAllIndicatorsAtOneTheyAreTheNetworks(String name) {
        Model model = Zoo.create(name, Shape.of(1, 28, 28), 10, new Seed(1));
        Indicators indicators = Indicators.of(model.graph());
        ExpectedMacs expected = ExpectedMacs.of(model.graph(), indicators);
        assertThat(expected.of(same(indicators, 1))).isEqualTo(Cost.of(model).macs(), within(1e-3));
    }

    /** Rounded, E is what thinning leaves: for residual nets with padded shortcuts, too. */
    @ParameterizedTest
    @ValueSource(strings = {"vgg-small", "resnet8", "resnet20", "mobilenetv2-0.5"})
    void roundedTheyAreThoseOfTheThinnedNetwork(String name) {
        Model model = Zoo.create(name, Shape.of(1, 28, 28), 10, new Seed(1));
        Indicators indicators = Indicators.of(model.graph());
        var random = new Seed(3).generator();
        Map<String, double[]> values = new LinkedHashMap<>();
        indicators
                .norms()
                .forEach((norm, channels) ->
                        values.put(norm, random.doubles(channels).toArray()));
        Kept kept = Kept.of(indicators, values);
        Model thin = model.masked(kept.masks(model, indicators), model.history().get(0))
                .thin();
        double macs = ExpectedMacs.of(model.graph(), indicators).of(kept.asIndicators(indicators));
        assertThat(Cost.of(thin).macs())
                .isEqualTo(Math.round(macs))
                .isLessThan(Cost.of(model).macs());
    }

    private static Map<String, double[]> same(Indicators indicators, double value) {
        Map<String, double[]> values = new LinkedHashMap<>();
        indicators.norms().forEach((norm, channels) -> {
            double[] all = new double[channels];
            Arrays.fill(all, value);
            values.put(norm, all);
        });
        return values;
    }

    /** Check 3. */
    @Test
    void theRegulariserOfFlopsIsSignedOutsideItsBand() {
        assertThat(flops(63504, Regularizers.sign(63504, 30000, 0.05))).isEqualTo(11.0588582, within(1e-5));
        assertThat(flops(20000, Regularizers.sign(20000, 30000, 0.05))).isEqualTo(-9.9034876, within(1e-5));
        assertThat(Regularizers.sign(29500, 30000, 0.05)).isZero();
    }

    /** Equation 10 as the graph computes it. */
    private static double flops(double macs, double sign) {
        return evaluate(Map.of(), graph -> new Regularizers(graph, null, null)
                .flops(
                        graph.parameter("E", Role.SCALE, Nd4j.scalar((float) macs)),
                        graph.parameter("sign", Role.CONSTANT, Nd4j.scalar((float) sign))));
    }

    /** Check 4, on the two batch normalisations that the shortcut of a residual block ties. */
    @Test
    void symmetryIsTheMeanSquareOfDifferences() {
        Model model = tied();
        Indicators indicators = Indicators.of(model.graph());
        assertThat(indicators.groups()).hasSize(1);
        assertThat(symmetry(indicators, new float[] {1, 0}, new float[] {1, 0})).isZero();
        assertThat(symmetry(indicators, new float[] {1, 0}, new float[] {0, 1})).isEqualTo(1);
        assertThat(symmetry(indicators, new float[] {0.5f, 0.25f}, new float[] {0, 0.25f}))
                .isEqualTo(0.125);
    }

    private static Model tied() {
        ModelBuilder net = new ModelBuilder("tied");
        Value x = net.relu(net.batchNorm("bn1", net.conv("conv1", net.input(1, 8, 8), Conv2d.square(2, 3, 1, 1))));
        Value y = net.batchNorm("bn2", net.conv("conv2", x, Conv2d.square(2, 3, 1, 1)));
        x = net.relu(net.add(x, y));
        return net.build(net.linear("fc", net.globalAveragePool(x), 10), new Seed(1));
    }

    private static double symmetry(Indicators indicators, float[] first, float[] second) {
        Map<String, INDArray> values = Map.of("bn1", Nd4j.createFromArray(first), "bn2", Nd4j.createFromArray(second));
        return evaluate(values, graph -> new Regularizers(graph, indicators, graph::value)
                .symmetry()
                .orElseThrow());
    }

    @Test
    void theLassoIsTheSumAndMacsAreThoseOfTheNumbers() {
        Model model = twoConvolutions();
        Indicators indicators = Indicators.of(model.graph());
        ExpectedMacs expected = ExpectedMacs.of(model.graph(), indicators);
        Map<String, INDArray> values = Map.of(
                "bn1",
                Nd4j.createFromArray(0.1f, 0.9f, 0.4f, 1f),
                "bn2",
                Nd4j.createFromArray(0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f));
        Map<String, double[]> numbers = new LinkedHashMap<>();
        values.forEach((norm, array) -> numbers.put(norm, array.data().asDouble()));
        assertThat(evaluate(values, graph -> new Regularizers(graph, indicators, graph::value).lasso()))
                .isEqualTo(2.4 + 3.6, within(1e-5));
        assertThat(evaluate(values, graph -> new Regularizers(graph, indicators, graph::value).macs(expected)))
                .isEqualTo(expected.of(numbers), within(1e-2));
    }

    private static double evaluate(Map<String, INDArray> values, Function<JointGraph, Value> loss) {
        JointGraph graph = new JointGraph();
        values.forEach((name, array) -> graph.parameter(name, Role.SCALE, array));
        String name = loss.apply(graph).name();
        try (TrainingStep step =
                TrainingStep.of(graph.build(name), name, ParameterStore.of(graph), new Optimizer.Sgd(1e-9))) {
            return step.run(Map.of()).loss();
        }
    }

    @Test
    void aNetworkWithoutBatchNormalisationHasNothingToSearch() {
        Model model = Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1));
        assertThatThrownBy(() -> Indicators.of(model.graph()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("this network has no channels to search", "batch normalisations");
    }
}
