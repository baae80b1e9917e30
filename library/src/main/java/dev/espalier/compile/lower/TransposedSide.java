package dev.espalier.compile.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows, or columns, of a transposed convolution's result: {@code y + padding = i stride + k dilation} says which pixels i of
 * the image come to pixel y by which taps k.
 *
 * @param phases pixels that are a stride apart and so read the image in the same way
 */
record TransposedSide(List<Phase> phases) {

    /**
     * Some of the pixels.
     *
     * @param first of them
     * @param count how many, a stride apart
     * @param taps of the kernel that reach them; none if the kernel is smaller than the stride
     * @param reads the image's pixel that each tap reads for the first of them; the next pixel of the result reads the next
     */
    record Phase(int first, int count, int[] taps, int[] reads) {}

    static TransposedSide of(int length, int kernel, int stride, int padding, int dilation) {
        List<Phase> phases = new ArrayList<>();
        for (int first = 0; first < Math.min(stride, length); first++) {
            int start = first + padding;
            int[] taps = IntStream.range(0, kernel)
                    .filter(k -> Math.floorMod(start - k * dilation, stride) == 0)
                    .toArray();
            int[] reads = IntStream.of(taps)
                    .map(k -> Math.floorDiv(start - k * dilation, stride))
                    .toArray();
            phases.add(new Phase(first, (length - first + stride - 1) / stride, taps, reads));
        }
        return new TransposedSide(List.copyOf(phases));
    }

    /** Each of the phases by itself. */
    List<TransposedSide> alone() {
        return phases.stream().map(phase -> new TransposedSide(List.of(phase))).toList();
    }

    private IntStream reads() {
        return phases.stream().flatMapToInt(phase -> IntStream.of(phase.reads()));
    }

    /** The first pixel of the image that is read for the first pixels of the phases. */
    int from() {
        return reads().min().orElse(0);
    }

    private int to() {
        return reads().max().orElse(0);
    }

    /** Between the pixels that are read: the largest distance of which theirs are multiples. */
    int distance() {
        int common = reads().map(read -> read - from()).reduce(0, TransposedSide::divisor);
        return Math.max(1, common);
    }

    private static int divisor(int a, int b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    /** Taps of an ordinary kernel that reads all the pixels. */
    int kernel() {
        return (to() - from()) / distance() + 1;
    }

    /** The place in that kernel of the tap that reads a pixel. */
    int place(int read) {
        return (read - from()) / distance();
    }

    /** Pixels that an ordinary convolution gives for each phase: as many as the longest has. */
    int count() {
        return phases.get(0).count();
    }

    /** Zeros that are read beyond either end of the image. */
    int halo(int length) {
        return Math.max(0, Math.max(-from(), count() + to() - length));
    }
}
