package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Convolutions in groups: depthwise filters go with their channel, groups stay of equal size. */
class CouplingGroupsTest {

    @Test
    void aDepthwiseFilterGoesWithItsChannel() {
        Couplings couplings = between(Conv2d.square(4, 3, 1, 1).withGroups(4));

        assertThat(couplings.prunable())
                .map(Coupling::toString)
                .containsExactly("before: 4 channels before.weight[c] middle.weight[c] after.weight[:, c]");
    }

    @Test
    void severalFiltersPerChannelGoTogether() {
        Couplings couplings = between(Conv2d.square(8, 3, 1, 1).withGroups(4));

        assertThat(couplings.prunable())
                .map(Coupling::toString)
                .containsExactly(
                        "before: 4 channels before.weight[c] middle.weight[2c..2c+1] after.weight[:, 2c..2c+1]");
    }

    @Test
    void theSamePlaceOfEveryGroupGoesTogether() {
        Couplings couplings = between(Conv2d.square(6, 3, 1, 1).withGroups(2));

        assertThat(couplings.prunable())
                .map(Coupling::toString)
                .containsExactly(
                        "before: 2 channels before.weight[c, c+2] middle.weight[:, c]",
                        "middle: 3 channels middle.weight[c, c+3] after.weight[:, c, c+3]");
    }

    @Test
    void transposedConvolutionsHaveTheirAxesTheOtherWayRound() {
        assertThat(betweenTransposed(5, 1))
                .containsExactly(
                        "before: 4 channels before.weight[c] middle.weight[c]",
                        "middle: 5 channels middle.weight[:, c] after.weight[:, c]");
        assertThat(betweenTransposed(4, 4))
                .containsExactly("before: 4 channels before.weight[c] middle.weight[c] after.weight[:, c]");
        assertThat(betweenTransposed(6, 2))
                .containsExactly(
                        "before: 2 channels before.weight[c, c+2] middle.weight[c, c+2]",
                        "middle: 3 channels middle.weight[:, c] after.weight[:, c, c+3]");
    }

    private static Couplings between(Conv2d middle) {
        var net = new ModelBuilder("groups");
        Value x = net.conv("before", net.input(1, 8, 8), Conv2d.square(4, 1, 1, 0));
        x = net.relu6(net.conv("middle", x, middle));
        x = net.conv("after", x, Conv2d.square(2, 1, 1, 0));
        return Couplings.of(net.build(x, new Seed(1)).graph());
    }

    private static List<String> betweenTransposed(int out, int groups) {
        var net = new ModelBuilder("groups");
        Value x = net.conv("before", net.input(1, 8, 8), Conv2d.square(4, 1, 1, 0));
        Size2d two = Size2d.square(2);
        Size2d none = Size2d.square(0);
        x = net.convTranspose("middle", x, new ConvTranspose2d(out, two, two, none, none, groups));
        x = net.conv("after", x, Conv2d.square(2, 1, 1, 0));
        return Couplings.of(net.build(x, new Seed(1)).graph()).prunable().stream()
                .map(Coupling::toString)
                .toList();
    }
}
