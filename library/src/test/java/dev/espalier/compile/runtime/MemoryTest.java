package dev.espalier.compile.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class MemoryTest {

    /** Numbers as native code sees them. */
    private static final class At extends BytePointer {
        At(long place) {
            super((Pointer) null);
            address = place;
        }
    }

    @Test
    void viewsShowWhatIsAtTheAddress() {
        List<Memory> all = new ArrayList<>();
        for (int size = 0; size < 300; size += 8) {
            Memory memory = Memory.ofBytes(size);
            all.add(memory);
            assertThat(memory.address() % 64).isZero();
            for (int i = 0; i < size; i++) {
                assertThat(memory.bytes().get(i)).isZero();
                memory.bytes(i, 1).put(0, (byte) i);
                assertThat(new At(memory.address()).get(i)).isEqualTo((byte) i);
            }
        }
        all.forEach(Memory::close);
    }

    @Test
    void copiesNumbers() {
        try (Memory memory = Memory.of(1f, -2f, 3f)) {
            assertThat(memory.toArray()).containsExactly(1, -2, 3);
            assertThat(memory.size()).isEqualTo(12);
        }
    }

    @Test
    void refusesWhatIsOutside() {
        Memory memory = Memory.ofBytes(10);
        assertThatThrownBy(() -> memory.bytes(3, 8)).hasMessage("8 bytes from 3 are outside of 10");
        memory.close();
        assertThatThrownBy(memory::address).hasMessage("this memory is freed");
        assertThatThrownBy(() -> Memory.ofBytes(-1)).hasMessage("memory cannot have -1 bytes");
    }
}
