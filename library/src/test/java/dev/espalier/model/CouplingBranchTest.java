package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Value;
import org.junit.jupiter.api.Test;

/** Results read more than once, and results cut into parts. */
class CouplingBranchTest {

    @Test
    void everyReaderOfABranchLosesTheChannel() {
        var net = new ModelBuilder("branch");
        Value x = net.conv("trunk", net.input(1, 8, 8), Conv2d.square(4, 3, 1, 1));
        Value left = net.conv("left", x, Conv2d.square(3, 3, 1, 1));
        Value right = net.conv("right", net.relu(x), Conv2d.square(3, 1, 1, 0));
        x = net.linear("fc", net.globalAveragePool(net.add(left, right)), 10);

        assertThat(Couplings.of(net.build(x, new Seed(1)).graph()).prunable())
                .map(Coupling::toString)
                .containsExactly(
                        "trunk: 4 channels trunk.weight[c] left.weight[:, c] right.weight[:, c]",
                        "left: 3 channels left.weight[c] right.weight[c] fc.weight[:, c]");
    }

    @Test
    void thePartsOfASplitAreSeparate() {
        var net = new ModelBuilder("split");
        Value x = net.conv("trunk", net.input(1, 8, 8), Conv2d.square(6, 3, 1, 1));
        Value first = net.conv("left", net.apply(Slice.channels(0, 2), x), Conv2d.square(3, 3, 1, 1));
        Value rest = net.conv("right", net.apply(Slice.channels(2, 4), x), Conv2d.square(3, 1, 1, 0));
        x = net.linear("fc", net.globalAveragePool(net.add(first, rest)), 10);

        assertThat(Couplings.of(net.build(x, new Seed(1)).graph()).prunable())
                .map(Coupling::toString)
                .containsExactly(
                        "trunk: 2 channels trunk.weight[c] left.weight[:, c]",
                        "trunk: 4 channels trunk.weight[c+2] right.weight[:, c]",
                        "left: 3 channels left.weight[c] right.weight[c] fc.weight[:, c]");
    }
}
