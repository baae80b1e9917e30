package dev.espalier.engine.fast;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Packs the tensors of a program into one block of memory: tensors that are never needed at the same time may share
 * bytes. Large ones are placed first, each at the lowest offset that is free while it lives.
 */
final class Arena {

    /** oneDNN's kernels are fastest on whole cache lines. */
    static final long ALIGNMENT = 64;

    private Arena() {}

    /** Gives every storage its offset; returns the bytes of the whole. */
    static long pack(List<Storage> storages) {
        List<Storage> bySize = new ArrayList<>(storages);
        bySize.sort(Comparator.comparingLong((Storage storage) -> -storage.bytes)
                .thenComparingInt(storage -> storage.first));
        List<Storage> placed = new ArrayList<>();
        long end = 0;
        for (Storage storage : bySize) {
            storage.offset = lowestGap(storage, placed);
            end = Math.max(end, storage.offset + aligned(storage.bytes));
            int at = 0;
            while (at < placed.size() && placed.get(at).offset <= storage.offset) {
                at++;
            }
            placed.add(at, storage);
        }
        return end;
    }

    /** {@code placed} is in order of offsets. */
    private static long lowestGap(Storage storage, List<Storage> placed) {
        long start = 0;
        for (Storage other : placed) {
            if (!liveTogether(storage, other)) {
                continue;
            }
            if (other.offset >= start + aligned(storage.bytes)) {
                break;
            }
            start = Math.max(start, other.offset + aligned(other.bytes));
        }
        return start;
    }

    private static boolean liveTogether(Storage a, Storage b) {
        return a.first <= b.last && b.first <= a.last;
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
