package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import org.junit.jupiter.api.Test;

/** One channel becomes one feature per pixel. */
class CouplingFlattenTest {

    @Test
    void aChannelTakesAllItsPixelsAlong() {
        var net = new ModelBuilder("flatten");
        Value x = net.conv("conv", net.input(1, 2, 2), Conv2d.square(4, 1, 1, 0));
        x = net.linear("fc", net.flatten(net.relu(net.batchNorm("bn", x))), 10);
        Coupling coupling =
                Couplings.of(net.build(x, new Seed(1)).graph()).prunable().get(0);

        assertThat(coupling.channels()).isEqualTo(4);
        Coupling.Member features = coupling.members().get(coupling.members().size() - 1);
        assertThat(features).hasToString("fc.weight[:, 4c..4c+3]");
        assertThat(features.positions().of(3)).containsExactly(12, 13, 14, 15);
    }

    @Test
    void vectorsPassUnchanged() {
        var net = new ModelBuilder("vectors");
        Value x = net.linear("fc1", net.flatten(net.input(1, 2, 2)), 5);
        x = net.linear("fc2", net.flatten(net.relu(x)), 3);
        Couplings couplings = Couplings.of(net.build(x, new Seed(1)).graph());

        assertThat(couplings.prunable())
                .map(Coupling::toString)
                .containsExactly("fc1: 5 channels fc1.weight[c] fc1.bias[c] fc2.weight[:, c]");
        assertThat(couplings.excluded().get(0))
                .hasToString("input: 1 channel fc1.weight[:, 0..3]: they are the network's input 'input'");
    }
}
