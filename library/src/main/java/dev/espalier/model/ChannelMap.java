package dev.espalier.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the channels of a {@link Coupling} lie along one axis of one tensor: channel c is at the positions
 * {@code of(c)}, ascending. One position each in most tensors; a run of H x W after flattening; one per group in a grouped
 * convolution.
 */
public final class ChannelMap {

    private final int[][] positions;

    ChannelMap(List<int[]> positions) {
        this.positions = positions.toArray(int[][]::new);
    }

    /** How many channels there are. */
    public int channels() {
        return positions.length;
    }

    /** The positions of one channel, counted from 0. */
    public int[] of(int channel) {
        return positions[channel].clone();
    }

    /** How many positions all channels take together. */
    public int size() {
        return Arrays.stream(positions).mapToInt(channel -> channel.length).sum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelMap map && Arrays.deepEquals(positions, map.positions);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(positions);
    }

    /**
     * The rule in the letter c where there is one ({@code "c"}, {@code "c+8"}, {@code "4c..4c+3"}, {@code "c, c+4"}), and
     * the ranges of all positions otherwise ({@code "0..7, 24..31"}).
     */
    @Override
    public String toString() {
        if (positions.length == 1) {
            return ranges(positions[0]);
        }
        int step = positions[1][0] - positions[0][0];
        for (int c = 1; c < positions.length; c++) {
            if (!isShifted(positions[0], positions[c], c * step)) {
                return ranges(Arrays.stream(positions)
                        .flatMapToInt(Arrays::stream)
                        .sorted()
                        .toArray());
            }
        }
        int[] first = positions[0];
        if (first.length > 1 && first[first.length - 1] - first[0] == first.length - 1) {
            return term(step, first[0]) + ".." + term(step, first[first.length - 1]);
        }
        List<String> terms = new ArrayList<>();
        for (int position : first) {
            terms.add(term(step, position));
        }
        return String.join(", ", terms);
    }

    private static boolean isShifted(int[] a, int[] b, int by) {
        return Arrays.equals(Arrays.stream(a).map(position -> position + by).toArray(), b);
    }

    private static String term(int step, int offset) {
        return (step == 1 ? "" : step) + "c" + (offset == 0 ? "" : "+" + offset);
    }

    private static String ranges(int[] sorted) {
        List<String> ranges = new ArrayList<>();
        for (int start = 0; start < sorted.length; ) {
            int end = start;
            while (end + 1 < sorted.length && sorted[end + 1] == sorted[end] + 1) {
                end++;
            }
            ranges.add(start == end ? "" + sorted[start] : sorted[start] + ".." + sorted[end]);
            start = end + 1;
        }
        return String.join(", ", ranges);
    }
}
