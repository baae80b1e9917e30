package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import org.junit.jupiter.api.Test;

/** Shortcuts that gain channels of zeros (option A): what is padded is coupled with the middle of what it is added to. */
class CouplingShortcutTest {

    private final Couplings couplings = couplings();

    private static Couplings couplings() {
        var net = new ModelBuilder("shortcut");
        Value x = net.conv("stem", net.input(1, 8, 8), Conv2d.square(4, 3, 1, 1));
        Value y = net.conv("wide", x, Conv2d.square(8, 3, 2, 1));
        var everySecond = new AveragePool2d(Size2d.square(1), Size2d.square(2), Size2d.square(0));
        x = net.add(y, net.apply(PadAxis.channels(2, 2), net.apply(everySecond, x)));
        x = net.linear("fc", net.globalAveragePool(x), 10);
        return Couplings.of(net.build(x, new Seed(1)).graph());
    }

    @Test
    void theOldChannelsRunThroughTheMiddleOfTheNew() {
        assertThat(couplings.prunable().get(0))
                .hasToString("stem: 4 channels stem.weight[c] wide.weight[c+2] wide.weight[:, c] fc.weight[:, c+2]");
    }

    @Test
    void channelsThatMeetZerosAreAlone() {
        assertThat(couplings.prunable().get(1))
                .hasToString("wide: 4 channels wide.weight[0..1, 6..7] fc.weight[:, 0..1, 6..7]");
    }

    @Test
    void everyChannelKnowsItsPositions() {
        Coupling alone = couplings.prunable().get(1);

        assertThat(alone.members().get(0).positions().of(2)).containsExactly(6);
        assertThat(alone.members().get(0).positions().size()).isEqualTo(4);
    }
}
