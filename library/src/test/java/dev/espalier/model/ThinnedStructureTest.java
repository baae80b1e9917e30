package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What channels are taken out of may lose the structure of its zeros. */
class ThinnedStructureTest {

    /** What is left of the structure of a layer of 8x8 weights after some of its input channels are thinned away. */
    private static Structure thinned(Structure structure, INDArray mask, int... gone) {
        var net = new ModelBuilder("net");
        Value x = net.conv("before", net.input(1, 2, 2), Conv2d.square(8, 1, 1, 0));
        x = net.conv("layer", x, Conv2d.square(8, 1, 1, 0));
        Model model = net.build(net.conv("after", x, Conv2d.square(2, 1, 1, 0)), new Seed(1));
        INDArray both = mask.dup();
        for (int channel : gone) {
            both.putColumn(channel, Nd4j.zeros(8));
        }
        both = both.reshape('c', 8, 8, 1, 1);
        Map<String, Encoding> encodings = Map.of("layer.weight", new Encoding.Masked(both, structure));
        INDArray weight = model.parameters().get("layer.weight").mul(both);
        Model thinned = model.with(model.parameters().with("layer.weight", weight), encodings, Step.of("mask"))
                .thin();
        assertThat(thinned.parameters().get("layer.weight").size(1)).isEqualTo(8 - gone.length);
        return thinned.encoding("layer.weight").masked().orElseThrow().structure();
    }

    /** Ones but for neighbouring weights of the first row. */
    private static INDArray without(int from, int to) {
        INDArray mask = Nd4j.ones(8, 8);
        for (int column = from; column <= to; column++) {
            mask.putScalar(0, column, 0);
        }
        return mask;
    }

    @Test
    void blocksStayThatStillAreWhole() {
        assertThat(thinned(new Structure.BlockRow(2), without(4, 5), 2, 3)).isEqualTo(new Structure.BlockRow(2));
        assertThat(thinned(new Structure.BlockRow(2), without(4, 5), 2)).isEqualTo(new Structure.Unstructured());
    }

    @Test
    void groupsStayThatStillKeepFewEnough() {
        INDArray everySecond = Nd4j.createFromArray(new float[] {1, 0, 0, 1, 1, 0, 0, 1});
        INDArray mask = Nd4j.zeros(8, 8).addiRowVector(everySecond);
        mask.putRow(0, Nd4j.createFromArray(new float[] {0, 1, 1, 0, 0, 1, 1, 0}));

        assertThat(thinned(new Structure.NM(2, 4), mask, 0)).isEqualTo(new Structure.NM(2, 4));
        assertThat(thinned(new Structure.NM(2, 4), mask, 1)).isEqualTo(new Structure.Unstructured());
    }

    @Test
    void kernelsThatSharedAPatternHaveItEachForItself() {
        var pattern = new KernelPattern(1, 1, 1);

        assertThat(thinned(new Structure.PatternConnectivity(List.of(pattern), 4), without(4, 5), 2))
                .isEqualTo(new Structure.PatternConnectivity(List.of(pattern), 1));
    }

    @Test
    void whatDoesNotDependOnPlacesStays() {
        for (Structure structure : List.of(new Structure.Unstructured(), new Structure.Coupled())) {
            assertThat(thinned(structure, without(4, 5), 2)).isEqualTo(structure);
        }
    }
}
