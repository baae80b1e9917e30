package dev.espalier.compile.lower;

import dev.espalier.compile.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the buffers of a program lie in its working memory. Buffers that are not needed at the same time share memory, the
 * large ones first. Working memory is zero before the first run, and the zeros around an image are written by nobody, so
 * that such a buffer shares its place with buffers of the very same layout alone.
 *
 * @param offsets of the buffers, in numbers
 * @param floats numbers in all: the peak
 * @param unshared numbers that all buffers would take without sharing
 */
public record MemoryPlan(List<Long> offsets, long floats, long unshared) {

    /** Numbers of the widest vector: what offsets are multiples of. */
    private static final int ALIGNMENT = 16;

    public MemoryPlan {
        offsets = List.copyOf(offsets);
    }

    /** Calls from the first that writes a buffer to the last that touches it. */
    private record Life(int first, int last) {
        boolean meets(Life other) {
            return first <= other.last && other.first <= last;
        }
    }

    /** The place of a buffer that others may share. */
    private record Placed(int buffer, long offset, long floats) {}

    /** Plans a program's memory. */
    public static MemoryPlan of(Program program) {
        List<Life> lives = lives(program);
        int count = program.buffers().size();
        long[] offsets = new long[count];
        long end = slots(program, lives, offsets);
        List<Placed> placed = new ArrayList<>();
        List<Integer> largestFirst = IntStream.range(0, count)
                .filter(i ->
                        !program.buffers().get(i).needsZeros() && lives.get(i).last() >= 0)
                .boxed()
                .sorted(Comparator.comparingLong(
                        (Integer i) -> -program.buffers().get(i).floats()))
                .toList();
        long start = end;
        for (int buffer : largestFirst) {
            long floats = rounded(program.buffers().get(buffer));
            long offset = start;
            List<Placed> inTheWay = placed.stream()
                    .filter(other -> lives.get(other.buffer()).meets(lives.get(buffer)))
                    .sorted(Comparator.comparingLong(Placed::offset))
                    .toList();
            for (Placed other : inTheWay) {
                if (offset + floats <= other.offset()) {
                    break;
                }
                offset = Math.max(offset, other.offset() + other.floats());
            }
            offsets[buffer] = offset;
            placed.add(new Placed(buffer, offset, floats));
            end = Math.max(end, offset + floats);
        }
        long unshared =
                program.buffers().stream().mapToLong(MemoryPlan::rounded).sum();
        return new MemoryPlan(Arrays.stream(offsets).boxed().toList(), end, unshared);
    }

    /** Buffers with zeros around them: each takes a place of its layout that is free, or a new one. */
    private static long slots(Program program, List<Life> lives, long[] offsets) {
        record Slot(Layout layout, long offset, List<Life> lives) {}
        List<Slot> slots = new ArrayList<>();
        long end = 0;
        for (int i = 0; i < offsets.length; i++) {
            Layout layout = program.buffers().get(i);
            if (!layout.needsZeros() || lives.get(i).last() < 0) {
                continue;
            }
            Life life = lives.get(i);
            Slot free = null;
            for (Slot slot : slots) {
                if (slot.layout().equals(layout) && slot.lives().stream().noneMatch(life::meets)) {
                    free = slot;
                }
            }
            if (free == null) {
                free = new Slot(layout, end, new ArrayList<>());
                slots.add(free);
                end += rounded(layout);
            }
            free.lives().add(life);
            offsets[i] = free.offset();
        }
        return end;
    }

    private static long rounded(Layout layout) {
        return (layout.floats() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static List<Life> lives(Program program) {
        int[] first = new int[program.buffers().size()];
        int[] last = new int[first.length];
        Arrays.fill(first, Integer.MAX_VALUE);
        Arrays.fill(last, -1);
        for (int i = 0; i < program.calls().size(); i++) {
            Call call = program.calls().get(i);
            List<Storage> touched = new ArrayList<>(call.inputs());
            touched.add(call.output());
            for (Storage storage : touched) {
                if (storage instanceof Storage.Working working) {
                    first[working.number()] = Math.min(first[working.number()], i);
                    last[working.number()] = Math.max(last[working.number()], i);
                }
            }
        }
        return IntStream.range(0, first.length)
                .mapToObj(i -> new Life(first[i], last[i]))
                .toList();
    }
}
