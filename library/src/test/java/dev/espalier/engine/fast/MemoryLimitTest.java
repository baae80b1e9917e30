package dev.espalier.engine.fast;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryLimitTest {

    private static final long GB = 1_000_000_000L;

    @Test
    void saysHowMuchIsNeededAndWhatFits() {
        MemoryLimit.check(3 * GB, 1024, 3 * GB);
        assertThatThrownBy(() -> MemoryLimit.check(12 * GB, 1024, 3 * GB))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a batch of 1024 needs 12.0 GB of memory, and 3.0 GB are free; a batch of 256 fits");
        assertThatThrownBy(() -> MemoryLimit.check(12 * GB, 2, GB / 10))
                .hasMessage("a batch of 2 needs 12.0 GB of memory, and 0.1 GB are free; free some memory");
    }

    @Test
    void noMachineHasAnExabyte() {
        assertThatThrownBy(() -> MemoryLimit.check(1L << 60, 1))
                .hasMessageStartingWith("a batch of 1 needs 1152921504.6 GB");
    }
}
