package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OffHeapTest {

    @Test
    void closingFreesTheMemoryAtOnce() {
        OffHeap floats = OffHeap.of(new float[] {1, 2, 3, 4, 5}, 2, 2);
        assertThat(floats.array().getFloat(1, 0)).isEqualTo(3);
        assertThat(floats.array().shape()).containsExactly(2, 2);
        floats.close();
        assertThat(floats.memory().isNull()).isTrue();
    }

    @Test
    void theArrayIsItsMemory() {
        OffHeap floats = OffHeap.uninitialized(3);
        floats.memory().put(0, 7).put(1, 8).put(2, 9);
        assertThat(Numbers.of(floats.array())).containsExactly(7, 8, 9);
        floats.close();
    }
}
