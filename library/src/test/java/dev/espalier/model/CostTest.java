package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CostTest {

    /** conv 2x3x3 on 6x5 pixels, batch norm, 2x6x5 features to 3. */
    private static Model net() {
        var net = new ModelBuilder("net");
        Value x = net.conv("conv", net.input(1, 6, 5), Conv2d.square(2, 3, 1, 1));
        x = net.flatten(net.batchNorm("bn", x));
        return net.build(net.linear("fc", x, 3), new Seed(1));
    }

    @Test
    void layersAreCountedOneByOne() {
        Map<String, Cost> costs = Cost.byLayer(net());

        assertThat(costs.get("conv")).isEqualTo(new Cost(18, 18, 18 * 30, 18 * 30, 72));
        assertThat(costs.get("bn")).as("two trained vectors, four stored").isEqualTo(new Cost(4, 4, 0, 0, 32));
        assertThat(costs.get("flatten1")).isEqualTo(Cost.NONE);
        assertThat(costs.get("fc")).isEqualTo(new Cost(183, 183, 180, 180, 732));
    }

    @Test
    void theWholeIsTheSumOfTheLayers() {
        Model model = net();

        assertThat(Cost.byLayer(model).values().stream().reduce(Cost.NONE, Cost::plus))
                .isEqualTo(Cost.of(model))
                .hasToString("205 parameters, 720 MACs, 836 bytes");
    }

    @Test
    void maskedWeightsAreNotKeptButStillMultiplied() {
        Model model = net();
        INDArray mask = Nd4j.zeros(2, 1, 3, 3);
        mask.putScalar(0, 0, 1, 1, 1);
        mask.putScalar(1, 0, 0, 2, 1);
        Model masked = masked(model, "conv.weight", mask);

        assertThat(Cost.byLayer(masked).get("conv"))
                .isEqualTo(new Cost(18, 2, 18 * 30, 2 * 30, 2 * 4 + MaskCode.encode(mask).length));
        assertThat(Cost.of(masked).density()).isEqualTo(189.0 / 205);
    }

    @Test
    void aTransposedConvolutionCountsAtTheSizeOfItsOutput() {
        var net = new ModelBuilder("up");
        var up = new ConvTranspose2d(2, Size2d.square(3), Size2d.square(2), Size2d.square(1), Size2d.square(1), 1);
        Model model = net.build(net.convTranspose("up", net.input(5, 4, 4), up), new Seed(1));

        assertThat(Cost.of(model).macs()).isEqualTo(5 * 2 * 9 * 8 * 8);
    }

    @Test
    void aDepthwiseConvolutionCountsOneKernelPerChannel() {
        var net = new ModelBuilder("depthwise");
        Conv2d conv = Conv2d.square(6, 3, 2, 1).withGroups(6);
        Model model = net.build(net.conv("conv", net.input(6, 8, 8), conv), new Seed(1));

        assertThat(Cost.of(model)).isEqualTo(new Cost(54, 54, 54 * 16, 54 * 16, 216));
    }

    @Test
    void aSharedParameterIsStoredOnce() {
        Graph.Builder graph = new Graph.Builder();
        Value x = graph.add("x", new Input(Shape.batchOf(3)));
        Value weight = graph.add("weight", new Parameter(Shape.of(3, 3), Parameter.Role.WEIGHT));
        x = graph.add("first", new Linear(3), x, weight);
        graph.add("second", new Linear(3), x, weight);
        Model model = new Model(
                "tied", graph.build("second"), new Parameters(Map.of("weight", Nd4j.ones(3, 3))), Map.of(), List.of());

        assertThat(Cost.of(model)).isEqualTo(new Cost(9, 9, 18, 18, 36));
        assertThat(Cost.byLayer(model).get("second")).isEqualTo(new Cost(0, 0, 9, 9, 0));
    }

    @Test
    void quantizedWeightsTakeTheirBitsAndScales() {
        Cost dense = Cost.of(net());
        Model rows = quantized(net(), new Granularity.PerRow(), false);

        assertThat(Cost.byLayer(rows).get("fc").bytes())
                .as("180 weights of 4 bits, three scales, three biases")
                .isEqualTo(90 + 12 + 12);
        assertThat(Cost.of(rows)).isEqualTo(new Cost(205, 205, 720, 720, dense.bytes() - 720 + 102));
        assertThat(Cost.byLayer(quantized(net(), new Granularity.PerGroup(32), false))
                        .get("fc")
                        .bytes())
                .as("two groups in each row")
                .isEqualTo(90 + 24 + 12);
    }

    @Test
    void quantizedWeightsUnderAMaskAreStoredWhereItKeepsThem() {
        Model model = quantized(net(), new Granularity.PerTensor(), true);
        Encoding.Masked mask = model.encoding("fc.weight").masked().orElseThrow();
        Cost cost = Cost.byLayer(model).get("fc");

        assertThat(cost.kept()).isEqualTo(mask.kept() + 3);
        assertThat(cost.keptMacs()).isEqualTo(mask.kept());
        assertThat(cost.bytes()).isEqualTo((mask.kept() + 1) / 2 + 4 + MaskCode.encode(mask.mask()).length + 12);
    }

    private static Model quantized(Model model, Granularity granularity, boolean masked) {
        LevelCode.Tensor fc =
                QuantizedTensors.draw(1, Shape.of(3, 60), granularity, List.of(new LevelSet.Fixed(4)), masked);
        return model.with(
                model.parameters().with("fc.weight", fc.weights()),
                Map.of("fc.weight", fc.encoding()),
                Step.of("quantize"));
    }

    private static Model masked(Model model, String parameter, INDArray mask) {
        Parameters zeroed = model.parameters()
                .with(parameter, model.parameters().get(parameter).mul(mask));
        Encoding encoding = new Encoding.Masked(mask, new Structure.Unstructured());
        return model.with(zeroed, Map.of(parameter, encoding), Step.of("mask"));
    }
}
