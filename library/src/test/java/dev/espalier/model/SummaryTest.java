package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.Zoo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SummaryTest {

    private static Model tiny() {
        var net = new ModelBuilder("tiny");
        Value x = net.relu(net.batchNorm("bn", net.conv("conv", net.input(1, 28, 28), Conv2d.square(16, 3, 1, 1))));
        return net.build(net.linear("classifier", net.globalAveragePool(x), 10), new Seed(1));
    }

    @Test
    void aTerminalShowsWhatCostsAndWhatChangesTheShape() {
        assertThat(tiny().summary())
                .hasToString(
                        """
                        tiny on [N, 1, 28, 28]
                        layer               kind               output           parameters  rate     MACs  bytes  structure
                        ------------------  -----------------  ---------------  ----------  ----  -------  -----  ---------
                        conv                Conv2d             [N, 16, 28, 28]         144        112,896    576  dense
                        bn                  BatchNorm          [N, 16, 28, 28]          32                   256  dense
                        globalaveragepool1  GlobalAveragePool  [N, 16]
                        classifier          Linear             [N, 10]                 170            160    680  dense
                        ------------------  -----------------  ---------------  ----------  ----  -------  -----  ---------
                        total                                                          346        113,056  1,512
                        1 more layer has neither parameters nor a new shape.""");
    }

    @Test
    void masksShowTheirStructureAndClaimNoSpeed() {
        Model model = tiny();
        INDArray mask = Nd4j.zeros(16, 1, 3, 3);
        for (int i = 0; i < 16; i++) {
            mask.putScalar(i, 0, 1, 1, 1);
        }
        Encoding encoding = new Encoding.Masked(mask, new Structure.Unstructured());
        Parameters zeroed = model.parameters()
                .with("conv.weight", model.parameters().get("conv.weight").mul(mask));
        Summary summary = model.with(zeroed, Map.of("conv.weight", encoding), Step.of("mask"))
                .summary();

        Summary.Row row = summary.rows().get(0);
        assertThat(row.structure()).isEqualTo("unstructured");
        assertThat(row.cost().density()).isEqualTo(16.0 / 144);
        assertThat(summary.toString())
                .contains("  9.00x  ")
                .endsWith("12,704 of the MACs fall on kept weights; a masked model still does all of them.");
    }

    @Test
    void levelsAreShownAsTheStructureOfWeights() {
        Model model = tiny();
        LevelCode.Tensor conv = QuantizedTensors.draw(
                1,
                Shape.of(16, 1, 3, 3),
                new Granularity.PerRow(),
                List.of(new LevelSet.SumOfPowers(4), new LevelSet.Fixed(4), new LevelSet.Fixed(4)),
                true);
        Model quantized = model.with(
                model.parameters().with("conv.weight", conv.weights()),
                Map.of("conv.weight", conv.encoding()),
                Step.of("quantize", "levels", "mix:sp2-4:fixed4:0.4"));

        assertThat(quantized.summary().rows().get(0).structure())
                .isEqualTo("unstructured, 37.5 % sp2-4, 62.5 % fixed4 per row");
        assertThat(quantized.toString())
                .contains("\n  masked: 1 tensor, unstructured\n")
                .contains("\n  quantized: 1 tensor, 37.5 % sp2-4, 62.5 % fixed4 per row\n");
    }

    @Test
    void everyLayerHasARowAndTheTotalIsTheirSum() {
        Model model = Zoo.create("resnet20", Shape.of(3, 32, 32), 10, new Seed(1));
        Summary summary = model.summary();

        assertThat(summary.rows()).hasSize(model.graph().layers().size());
        assertThat(summary.rows().stream().map(Summary.Row::cost).reduce(Cost.NONE, Cost::plus))
                .isEqualTo(summary.total());
        assertThat(summary.toString()).contains("269,722").contains("40,551,040");
    }
}
