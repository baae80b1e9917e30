package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Scale and shift that are computed have the channels of what they normalise. */
class CouplingSpadeTest {

    @Test
    void whatComputesThemIsCutWithTheChannels() {
        assertThat(Couplings.of(LayoutNetworks.spade().graph()).prunable())
                .map(Coupling::toString)
                .containsExactly(
                        "stem: 6 channels stem.weight[c] block.norm.running_mean[c] block.norm.running_variance[c]"
                                + " block.gamma.weight[c] and 4 more",
                        "block.shared: 5 channels block.shared.weight[c] block.shared.bias[c]"
                                + " block.gamma.weight[:, c] block.beta.weight[:, c]");
    }
}
