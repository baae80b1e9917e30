package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import org.junit.jupiter.api.Test;

/** A sum couples what is added. */
class CouplingResidualTest {

    @Test
    void theSummandsOfABlockShareTheirChannels() {
        var net = new ModelBuilder("residual");
        Value x = net.conv("stem", net.input(3, 8, 8), Conv2d.square(4, 3, 1, 1));
        Value y = net.relu(net.conv("inner", x, Conv2d.square(5, 3, 1, 1)));
        y = net.conv("outer", y, Conv2d.square(4, 3, 1, 1));
        x = net.linear("fc", net.globalAveragePool(net.add(x, y)), 10);
        Couplings couplings = Couplings.of(net.build(x, new Seed(1)).graph());

        assertThat(couplings.prunable())
                .map(Coupling::toString)
                .containsExactly(
                        "stem: 4 channels stem.weight[c] inner.weight[:, c] outer.weight[c] fc.weight[:, c]",
                        "inner: 5 channels inner.weight[c] outer.weight[:, c]");
    }

    @Test
    void aSumWithTheNetworksInputCannotLoseChannels() {
        var net = new ModelBuilder("image to image");
        Value image = net.input(3, 8, 8);
        Value y = net.relu(net.conv("down", image, Conv2d.square(8, 3, 1, 1)));
        y = net.add(image, net.conv("up", y, Conv2d.square(3, 3, 1, 1)));
        y = net.conv("last", y, Conv2d.square(1, 3, 1, 1));
        Couplings couplings = Couplings.of(net.build(y, new Seed(1)).graph());

        assertThat(couplings.prunable()).map(Coupling::name).containsExactly("down");
        assertThat(couplings.cutting("up.weight", 0)).isEmpty();
        assertThat(couplings.excluded().get(0))
                .hasToString("input: 3 channels down.weight[:, c] up.weight[c] last.weight[:, c]:"
                        + " they are the network's input 'input'");
    }
}
