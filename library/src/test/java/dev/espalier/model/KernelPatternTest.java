package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KernelPatternTest {

    @Test
    void bitsRunRowByRowFromTheUpperLeft() {
        KernelPattern pattern = new KernelPattern(3, 3, 0b010_110_001);

        assertThat(pattern)
                .hasToString(
                        """
                        #..
                        .##
                        .#.""");
        assertThat(pattern.kept()).isEqualTo(4);
        assertThat(pattern.keeps(0, 0)).isTrue();
        assertThat(pattern.keeps(2, 0)).isFalse();
    }

    @Test
    void allThirtyTwoBitsCanBeUsed() {
        assertThat(new KernelPattern(4, 8, -1).kept()).isEqualTo(32);
    }

    @Test
    void whatIsNoPatternIsRefused() {
        assertThatThrownBy(() -> new KernelPattern(3, 3, 0))
                .hasMessage("pattern bits 0 must lie within the 9 positions and keep at least one");
        assertThatThrownBy(() -> new KernelPattern(1, 3, 0b1001))
                .hasMessage("pattern bits 1001 must lie within the 3 positions and keep at least one");
        assertThatThrownBy(() -> new KernelPattern(7, 7, 1)).hasMessage("a pattern of 7x7 does not fit 32 positions");
    }
}
