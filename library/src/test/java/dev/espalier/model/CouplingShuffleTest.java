package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Where channels of several groups are taken in turn, the same place of every group goes. */
class CouplingShuffleTest {

    private static String between(BiFunction<ModelBuilder, Value, Value> middle) {
        var net = new ModelBuilder("shuffle");
        Value x = net.conv("before", net.input(1, 4, 4), Conv2d.square(6, 3, 1, 1));
        x = net.conv("after", middle.apply(net, x), Conv2d.square(2, 1, 1, 0));
        return Couplings.of(net.build(x, new Seed(1)).graph()).prunable().toString();
    }

    @Test
    void theSamePlaceOfEveryGroupMovesToNeighbouringPlaces() {
        assertThat(between((net, x) -> LayoutNetworks.shuffled(net, x, 2)))
                .isEqualTo("[before: 3 channels before.weight[c, c+3] after.weight[:, 2c..2c+1]]");
        assertThat(between((net, x) -> LayoutNetworks.shuffled(net, x, 3)))
                .isEqualTo("[before: 2 channels before.weight[c, c+2, c+4] after.weight[:, 3c..3c+2]]");
    }

    @Test
    void functionsOnTheWayDoNotMatter() {
        assertThat(between((net, x) -> {
                    Value apart = net.apply(new Reshape(Shape.batchOf(2, 3, 4, 4)), x);
                    Value turned = net.apply(new Relu(), net.apply(Transpose.of(0, 2, 1, 3, 4), apart));
                    return net.apply(new Reshape(Shape.batchOf(6, 4, 4)), turned);
                }))
                .isEqualTo(between((net, x) -> LayoutNetworks.shuffled(net, x, 2)));
    }

    @Test
    void unitsOfShuffleNetLoseFromBothHalvesWhatTheyMix() {
        assertThat(Couplings.of(LayoutNetworks.shuffle().graph()).prunable())
                .map(Coupling::toString)
                .containsExactly(
                        "stem: 2 channels stem.weight[c] wide1.weight[c] wide1.bn.scale[c] wide1.bn.shift[c] and 8 more",
                        "stem: 2 channels stem.weight[c+2] wide1.weight[c+2] wide1.bn.scale[c+2] wide1.bn.shift[c+2]"
                                + " and 3 more",
                        "stem: 4 channels stem.weight[c+4] narrow1.weight[:, c]",
                        "narrow1: 4 channels narrow1.weight[c] narrow1.bn.scale[c] narrow1.bn.shift[c]"
                                + " narrow1.bn.running_mean[c] and 3 more",
                        "narrow2: 4 channels narrow2.weight[c] narrow2.bn.scale[c] narrow2.bn.shift[c]"
                                + " narrow2.bn.running_mean[c] and 3 more");
    }
}
