package dev.espalier.compile.kernel;

import java.util.Arrays;

/**
 * The weights of a convolution cut into blocks of neighbouring filters, each a list of the taps that are not zero in all of
 * them. A tap is an input channel with a position in the kernel.
 */
final class FilterBlocks {

    private final Convolution task;
    private final int height;
    private final int[][] taps;

    private FilterBlocks(Convolution task, int height, int[][] taps) {
        this.task = task;
        this.height = height;
        this.taps = taps;
    }

    /**
     * The blocks of a convolution.
     *
     * @param height filters of a block; the last may have fewer
     */
    static FilterBlocks of(Convolution task, int height) {
        int blocks = (task.filters() + height - 1) / height;
        int perFilter = task.channels() / task.groups() * task.kernel().area();
        int[][] taps = new int[blocks][];
        for (int block = 0; block < blocks; block++) {
            taps[block] = taps(task, block * height, Math.min(task.filters(), (block + 1) * height), perFilter);
        }
        return new FilterBlocks(task, height, taps);
    }

    private static int[] taps(Convolution task, int from, int to, int perFilter) {
        int area = task.kernel().area();
        int inGroup = task.channels() / task.groups();
        int outGroup = task.filters() / task.groups();
        int firstGroup = from / outGroup;
        int lastGroup = (to - 1) / outGroup;
        int base = firstGroup * inGroup * area;
        boolean[] used = new boolean[(lastGroup - firstGroup + 1) * perFilter];
        for (int filter = from; filter < to; filter++) {
            int start = (filter / outGroup) * perFilter - base;
            for (int i = 0; i < perFilter; i++) {
                used[start + i] |= task.weights()[filter * perFilter + i] != 0;
            }
        }
        int[] list = new int[used.length];
        int count = 0;
        for (int i = 0; i < used.length; i++) {
            if (used[i]) {
                list[count++] = base + i;
            }
        }
        return Arrays.copyOf(list, count);
    }

    int count() {
        return taps.length;
    }

    /** Taps of a block: channel times the kernel's area plus position, ascending. */
    int[] taps(int block) {
        return taps[block];
    }

    /** All taps of all blocks. */
    long total() {
        return Arrays.stream(taps).mapToLong(list -> list.length).sum();
    }

    /** A weight by its tap; zero in filters of another group. */
    float weight(int filter, int tap) {
        int perFilter = task.channels() / task.groups() * task.kernel().area();
        int group = filter / (task.filters() / task.groups());
        int within = tap - group * perFilter;
        return within < 0 || within >= perFilter ? 0 : task.weights()[filter * perFilter + within];
    }

    /** The weights of a block, tap by tap, a number for each of its filters, filled up with zeros. */
    float[] packed(int block) {
        int[] list = taps[block];
        int first = block * height;
        int filters = Math.min(height, task.filters() - first);
        float[] packed = new float[list.length * height];
        for (int i = 0; i < list.length; i++) {
            for (int f = 0; f < filters; f++) {
                packed[i * height + f] = weight(first + f, list[i]);
            }
        }
        return packed;
    }
}
