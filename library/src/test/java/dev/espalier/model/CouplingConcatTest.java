package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Value;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Concatenated channels keep apart, and are found behind each other in what reads them. */
class CouplingConcatTest {

    @Test
    void everyLayerOfADenseBlockIsFoundInAllThatFollow() {
        Couplings couplings = Couplings.of(LayoutNetworks.dense().graph());

        assertThat(couplings.prunable()).map(Coupling::name).containsExactly("stem", "grow1", "grow2");
        assertThat(couplings.prunable().get(1).members())
                .map(Coupling.Member::toString)
                .containsExactly(
                        "grow1.weight[c]",
                        "bn2.scale[c+4]",
                        "bn2.shift[c+4]",
                        "bn2.running_mean[c+4]",
                        "bn2.running_variance[c+4]",
                        "grow2.weight[:, c+4]",
                        "fc.weight[:, c+4]");
        assertThat(couplings.prunable().get(2)).hasToString("grow2: 3 channels grow2.weight[c] fc.weight[:, c+7]");
    }

    /** Each part of the split must keep a channel. */
    @Test
    void aSplitThatIsJoinedAgainCutsTheSamePlacesInTwoCouplings() {
        assertThat(between((net, x) -> x)).startsWith("before: 6 channels before.weight[c] after.weight[:, c]");
        assertThat(between((net, x) -> {
                    Value first = net.apply(Slice.channels(0, 2), x);
                    return net.apply(Concat.channels(), first, net.apply(Slice.channels(2, 4), x));
                }))
                .startsWith("before: 2 channels before.weight[c] after.weight[:, c]\n"
                        + "before: 4 channels before.weight[c+2] after.weight[:, c+2]");
    }

    @Test
    void aConcatenationIsASumOfWhatWasPadded() {
        assertThat(between((net, x) -> net.apply(Concat.channels(), x, side(net, x))))
                .isEqualTo(between((net, x) -> {
                    Value side = net.apply(PadAxis.channels(6, 0), side(net, x));
                    return net.add(net.apply(PadAxis.channels(0, 3), x), side);
                }));
    }

    private static Value side(ModelBuilder net, Value x) {
        return net.conv("side", x, Conv2d.square(3, 1, 1, 0));
    }

    @Test
    void twiceTheSameIsTwoPlacesOfOneChannel() {
        assertThat(between((net, x) -> net.apply(Concat.channels(), x, x)))
                .startsWith("before: 6 channels before.weight[c] after.weight[:, c, c+6]");
    }

    @Test
    void imagesSideBySideShareTheirChannels() {
        assertThat(between((net, x) -> net.apply(new Concat(3), x, net.conv("other", x, Conv2d.square(6, 3, 1, 1)))))
                .startsWith(
                        "before: 6 channels before.weight[c] other.weight[c] other.weight[:, c] after.weight[:, c]");
    }

    private static String between(BiFunction<ModelBuilder, Value, Value> middle) {
        var net = new ModelBuilder("concatenation");
        Value x = net.conv("before", net.input(1, 8, 8), Conv2d.square(6, 3, 1, 1));
        x = net.conv("after", middle.apply(net, x), Conv2d.square(2, 1, 1, 0));
        return Couplings.of(net.build(x, new Seed(1)).graph()).toString();
    }
}
