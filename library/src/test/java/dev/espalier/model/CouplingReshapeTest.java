package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Channels that move to another axis, and axes that become one or several. */
class CouplingReshapeTest {

    private static final Conv2d LAST = Conv2d.square(2, 1, 1, 0);

    @Test
    void flatteningIsAReshape() {
        BiFunction<ModelBuilder, Value, Value> last = (net, x) -> net.linear("fc", x, 5);

        assertThat(after((net, x) -> last.apply(net, net.apply(new Reshape(Shape.batchOf(8 * 4 * 4)), x))))
                .isEqualTo(after((net, x) -> last.apply(net, net.apply(new Flatten(), x))))
                .contains("conv: 8 channels conv.weight[c] fc.weight[:, 16c..16c+15]");
    }

    @Test
    void shufflingPixelsIsReshapingAndTransposing() {
        assertThat(after((net, x) -> {
                    x = net.apply(new Reshape(Shape.batchOf(2, 2, 2, 4, 4)), x);
                    x = net.apply(Transpose.of(0, 1, 4, 2, 5, 3), x);
                    return net.conv("last", net.apply(new Reshape(Shape.batchOf(2, 8, 8)), x), LAST);
                }))
                .isEqualTo(after((net, x) -> net.conv("last", net.apply(new PixelShuffle(2), x), LAST)))
                .contains("conv: 2 channels conv.weight[4c..4c+3] last.weight[:, c]");
    }

    @Test
    void shufflingBackIsTheOtherWayRound() {
        assertThat(after((net, x) -> net.conv("last", net.apply(new PixelUnshuffle(2), x), LAST)))
                .contains("conv: 8 channels conv.weight[c] last.weight[:, 4c..4c+3]");
    }

    @Test
    void aLinearLayerOnPixelsIsAConvolutionOfOnePixel() {
        assertThat(after((net, x) -> {
                    x = net.apply(Transpose.of(0, 2, 1), net.apply(new Reshape(Shape.batchOf(8, 16)), x));
                    return net.linear("last", net.relu(net.linear("wide", x, 12)), 2);
                }))
                .isEqualTo(after((net, x) -> {
                    x = net.relu(net.convWithBias("wide", x, Conv2d.square(12, 1, 1, 0)));
                    return net.convWithBias("last", x, LAST);
                }));
    }

    @Test
    void wholeHeadsOfAttentionCanBeDropped() {
        List<Coupling> prunable =
                Couplings.of(LayoutNetworks.attention().graph()).prunable();

        assertThat(prunable).map(Coupling::name).containsExactly("query", "wide");
        assertThat(prunable.get(0).members())
                .map(Coupling.Member::toString)
                .containsExactly(
                        "query.weight[3c..3c+2]",
                        "query.bias[3c..3c+2]",
                        "key.weight[3c..3c+2]",
                        "key.bias[3c..3c+2]",
                        "value.weight[3c..3c+2]",
                        "value.bias[3c..3c+2]",
                        "joined.weight[:, 3c..3c+2]");
        assertThat(prunable.get(1)).hasToString("wide: 10 channels wide.weight[c] wide.bias[c] narrow.weight[:, c]");
    }

    @Test
    void axesThatAreCutAnewStayWhole() {
        assertThat(after((net, x) -> net.conv("last", net.apply(new Reshape(Shape.batchOf(16, 2, 4)), x), LAST)))
                .contains(
                        "not prunable: conv: 8 channels conv.weight[c]:"
                                + " layer 'reshape1' (Reshape) works on all of them together",
                        "not prunable: reshape1: 16 channels last.weight[:, c]:"
                                + " layer 'reshape1' (Reshape) works on all of them together");
    }

    private static List<String> after(BiFunction<ModelBuilder, Value, Value> rest) {
        var net = new ModelBuilder("reshape");
        Value x = net.conv("conv", net.input(1, 4, 4), Conv2d.square(8, 3, 1, 1));
        x = rest.apply(net, x);
        Couplings couplings = Couplings.of(net.build(x, new Seed(1)).graph());
        return couplings.toString().lines().toList();
    }
}
