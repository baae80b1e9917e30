package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A recurrent layer reads its own channels at the next place, and all its gates have the same. */
class CouplingRecurrentTest {

    @Test
    void theGatesOfAHiddenUnitGoTogether() {
        assertThat(Couplings.of(LayoutNetworks.recurrent().graph()).prunable())
                .map(Coupling::toString)
                .containsExactly(
                        "embed: 5 channels embed.weight[c] embed.bias[c] gru.input.weight[:, c]",
                        "gru.input: 6 channels gru.input.weight[c, c+6, c+12] gru.input.bias[c, c+6, c+12]"
                                + " gru.hidden.weight[c, c+6, c+12] gru.hidden.weight[:, c] and 2 more",
                        "lstm.input: 4 channels lstm.input.weight[c, c+4, c+8, c+12]"
                                + " lstm.input.bias[c, c+4, c+8, c+12] lstm.hidden.weight[c, c+4, c+8, c+12]"
                                + " lstm.hidden.weight[:, c] and 2 more");
    }
}
