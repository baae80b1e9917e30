package dev.espalier.engine.fast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ArenaTest {

    /** Storages from triples of size, start and duration. */
    private static List<Storage> storages(List<Integer> numbers) {
        List<Storage> storages = new ArrayList<>();
        for (int i = 0; i + 2 < numbers.size(); i += 3) {
            Storage storage = Storage.own(1 + numbers.get(i) * 37L);
            storage.touchedBy(numbers.get(i + 1));
            storage.touchedBy(numbers.get(i + 1) + numbers.get(i + 2) % 7);
            storages.add(storage);
        }
        return storages;
    }

    @Property(tries = 300)
    void whatLivesTogetherDoesNotOverlap(@ForAll @Size(max = 90) List<@IntRange(max = 40) Integer> numbers) {
        List<Storage> storages = storages(numbers);
        long bytes = Arena.pack(storages);
        long sum = 0;
        for (Storage a : storages) {
            assertThat(a.offset).isNotNegative();
            assertThat(a.offset % Arena.ALIGNMENT).isZero();
            assertThat(a.offset + a.bytes).isLessThanOrEqualTo(bytes);
            sum += (a.bytes + Arena.ALIGNMENT - 1) / Arena.ALIGNMENT * Arena.ALIGNMENT;
            for (Storage b : storages) {
                boolean together = a != b && a.first <= b.last && b.first <= a.last;
                boolean overlap = a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;
                assertThat(together && overlap).isFalse();
            }
        }
        assertThat(bytes).isLessThanOrEqualTo(sum);
    }

    @Property(tries = 100)
    void whatNeverMeetsTakesTheRoomOfTheLargest(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 40) Integer> sizes) {
        List<Storage> storages = new ArrayList<>();
        for (int size : sizes) {
            Storage storage = Storage.own(64L * (1 + size));
            storage.touchedBy(storages.size());
            storages.add(storage);
        }
        long largest =
                storages.stream().mapToLong(storage -> storage.bytes).max().orElseThrow();
        assertThat(Arena.pack(storages)).isEqualTo(largest);
    }
}
