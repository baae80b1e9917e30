package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import org.junit.jupiter.api.Test;

/** Layers one after the other: the filters of one are the input channels of the next. */
class CouplingStraightTest {

    private final Couplings couplings = couplings();

    private static Couplings couplings() {
        var net = new ModelBuilder("straight");
        Value x = net.convWithBias("conv1", net.input(3, 8, 8), Conv2d.square(4, 3, 1, 1));
        x = net.maxPool(net.relu(net.batchNorm("bn1", x)), 2);
        x = net.conv("conv2", x, Conv2d.square(6, 3, 1, 1));
        x = net.linear("fc", net.globalAveragePool(x), 10);
        return Couplings.of(net.build(x, new Seed(1)).graph());
    }

    @Test
    void aFilterTakesItsBiasItsNormalisationAndItsReadersAlong() {
        assertThat(couplings.prunable()).hasSize(2);
        assertThat(couplings.prunable().get(0).details())
                .isEqualTo(
                        """
                        conv1: 4 channels
                          conv1.weight[c]
                          conv1.bias[c]
                          bn1.scale[c]
                          bn1.shift[c]
                          bn1.running_mean[c]
                          bn1.running_variance[c]
                          conv2.weight[:, c]
                          through conv1, bn1, relu1, maxpool2d1""");
    }

    @Test
    void poolingOverAllPositionsKeepsOneFeaturePerChannel() {
        assertThat(couplings.prunable().get(1)).hasToString("conv2: 6 channels conv2.weight[c] fc.weight[:, c]");
    }

    @Test
    void inputsAndOutputsOfTheNetworkStay() {
        assertThat(couplings.excluded())
                .map(Couplings.Exclusion::toString)
                .containsExactly(
                        "input: 3 channels conv1.weight[:, c]: they are the network's input 'input'",
                        "fc: 10 channels fc.weight[c] fc.bias[c]: they are the network's output 'fc'");
    }

    @Test
    void couplingsAreFoundByTheTensorsTheyCut() {
        assertThat(couplings.cutting("bn1.shift", 0))
                .containsExactly(couplings.prunable().get(0));
        assertThat(couplings.cutting("conv2.weight", 1))
                .containsExactly(couplings.prunable().get(0));
        assertThat(couplings.cutting("conv2.weight", 0))
                .containsExactly(couplings.prunable().get(1));
        assertThat(couplings.cutting("fc.weight", 0)).as("the output").isEmpty();
    }

    @Test
    void aLongCouplingIsCutShortInItsLine() {
        assertThat(couplings.prunable().get(0))
                .hasToString("conv1: 4 channels conv1.weight[c] conv1.bias[c] bn1.scale[c] bn1.shift[c] and 3 more");
    }
}
