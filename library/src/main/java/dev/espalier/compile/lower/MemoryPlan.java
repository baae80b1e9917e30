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

    /**
     * Plans a program's memory.
     *
     * @param bands calls that take turns; what they hand to each other takes no memory here
     */
    public static MemoryPlan of(Program program, List<Band> bands) {
        List<Life> lives = lives(program, bands);
        int count = program.buffers().size();
        long[] offsets = new long[count];
        List<Placed> placed = new ArrayList<>();
        List<Integer> largestFirst = IntStream.range(0, count)
                .filter(i -> lives.get(i).last() >= 0)
                .boxed()
                .sorted(Comparator.comparingLong(
                        (Integer i) -> -program.buffers().get(i).floats()))
                .toList();
        long end = 0;
        long unshared = 0;
        for (int buffer : largestFirst) {
            long floats = rounded(program.buffers().get(buffer));
            long offset = 0;
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
            unshared += floats;
        }
        return new MemoryPlan(Arrays.stream(offsets).boxed().toList(), end, unshared);
    }

    private static long rounded(Layout layout) {
        return (layout.floats() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static List<Life> lives(Program program, List<Band> bands) {
        int[] first = new int[program.buffers().size()];
        int[] last = new int[first.length];
        Arrays.fill(first, Integer.MAX_VALUE);
        Arrays.fill(last, -1);
        for (int i = 0; i < program.calls().size(); i++) {
            List<Storage> touched = new ArrayList<>(program.calls().get(i).inputs());
            touched.add(program.calls().get(i).output());
            int call = i;
            Life life = bands.stream()
                    .filter(band -> band.holds(call))
                    .findFirst()
                    .map(band -> new Life(band.first(), band.end() - 1))
                    .orElse(new Life(i, i));
            for (Storage storage : touched) {
                if (storage instanceof Storage.Working working) {
                    first[working.number()] = Math.min(first[working.number()], life.first());
                    last[working.number()] = Math.max(last[working.number()], life.last());
                }
            }
        }
        for (Band band : bands) {
            // What they hand on is in rooms of their own.
            for (int i = band.first(); i < band.end() - 1; i++) {
                last[((Storage.Working) program.calls().get(i).output()).number()] = -1;
            }
        }
        return IntStream.range(0, first.length)
                .mapToObj(i -> new Life(first[i], last[i]))
                .toList();
    }
}
