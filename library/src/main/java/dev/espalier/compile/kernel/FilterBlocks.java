package dev.espalier.compile.kernel;

import dev.espalier.model.op.Size2d;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The weights of a convolution cut into blocks of neighbouring filters, each a list of the taps that are not zero in all of
 * them. A tap is an input channel with a position in the kernel.
 */
final class FilterBlocks {

    private final Convolution task;
    private final int height;
    private final boolean lanewise;
    private final int[][] taps;

    private FilterBlocks(Convolution task, int height, boolean lanewise, int[][] taps) {
        this.task = task;
        this.height = height;
        this.lanewise = lanewise;
        this.taps = taps;
    }

    /**
     * The blocks of a convolution.
     *
     * @param height filters of a block; the last may have fewer
     */
    static FilterBlocks of(Convolution task, int height) {
        return of(task, height, false);
    }

    /**
     * The blocks of a convolution in which each filter reads the channel of its own number alone; a tap is a position in the
     * kernel.
     *
     * @param height filters of a block; the last may have fewer
     */
    static FilterBlocks lanewise(Convolution task, int height) {
        return of(task, height, true);
    }

    private static FilterBlocks of(Convolution task, int height, boolean lanewise) {
        int blocks = (task.filters() + height - 1) / height;
        int[][] taps = new int[blocks][];
        for (int block = 0; block < blocks; block++) {
            taps[block] = taps(task, block * height, Math.min(task.filters(), (block + 1) * height), lanewise);
        }
        return new FilterBlocks(task, height, lanewise, taps);
    }

    private static int[] taps(Convolution task, int from, int to, boolean lanewise) {
        int perFilter = perFilter(task);
        int base = base(task, from, lanewise);
        boolean[] used = new boolean[base(task, to - 1, lanewise) + perFilter - base];
        for (int filter = from; filter < to; filter++) {
            int start = base(task, filter, lanewise) - base;
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

    private static int perFilter(Convolution task) {
        return task.channels() / task.groups() * task.kernel().area();
    }

    /** The first tap of a filter's group. */
    private static int base(Convolution task, int filter, boolean lanewise) {
        return lanewise ? 0 : filter / (task.filters() / task.groups()) * perFilter(task);
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
        int perFilter = perFilter(task);
        int within = tap - base(task, filter, lanewise);
        return within < 0 || within >= perFilter ? 0 : task.weights()[filter * perFilter + within];
    }

    /**
     * The weights of a block, tap by tap, a number for each of its filters, filled up with zeros to whole vectors.
     *
     * @param lanes of a vector
     */
    float[] packed(int block, int lanes) {
        int[] list = taps[block];
        int first = block * height;
        int filters = Math.min(height, task.filters() - first);
        int width = (filters + lanes - 1) / lanes * lanes;
        float[] packed = new float[list.length * width];
        for (int f = 0; f < filters; f++) {
            int base = base(task, first + f, lanewise);
            int from = (first + f) * perFilter(task) - base;
            int end = base + perFilter(task);
            for (int i = 0; i < list.length; i++) {
                if (list[i] >= base && list[i] < end) {
                    packed[i * width + f] = task.weights()[from + list[i]];
                }
            }
        }
        return packed;
    }

    /** The same with each block's taps in order of their positions in the kernel, column by column, then of channels. */
    FilterBlocks inOrderOfPositions() {
        int[][] ordered = new int[taps.length][];
        for (int b = 0; b < taps.length; b++) {
            int[] next = starts(b, task.kernel());
            ordered[b] = new int[taps[b].length];
            for (int tap : taps[b]) {
                ordered[b][next[position(tap, task.kernel())]++] = tap;
            }
        }
        return new FilterBlocks(task, height, lanewise, ordered);
    }

    /** A tap's position in the kernel, counted column by column; 0 if they are not told apart. */
    private int position(int tap, Size2d kernel) {
        int width = task.kernel().width();
        int place = tap % task.kernel().area();
        return kernel.area() == 1 ? 0 : place % width * kernel.height() + place / width;
    }

    /** How many of a block's taps come before each position, and how many there are. */
    private int[] starts(int block, Size2d kernel) {
        int[] starts = new int[kernel.area() + 1];
        for (int tap : taps[block]) {
            starts[position(tap, kernel) + 1]++;
        }
        Arrays.parallelPrefix(starts, Integer::sum);
        return starts;
    }

    /** Numbers of one block in the table. */
    static int entry(Size2d kernel) {
        return kernel.area() + 3;
    }

    /**
     * Puts a table of the blocks, their biases, offsets and weights together; equal lists of offsets are kept once. The
     * table comes first. It holds for each block where its offsets and its weights are, counted in units of the alignment,
     * how many taps come before each position in the kernel, and how many there are.
     *
     * @param lanes of a vector
     * @param kernel positions that are told apart; 1x1 for none
     * @param offset where what a tap multiplies stands, from a channel, row and column of the kernel
     * @return where the biases begin, in bytes, which depends on the task's shapes alone
     */
    int pack(Data data, int lanes, Size2d kernel, Offset offset) {
        int table = data.ints(new int[count() * entry(kernel)]);
        int bias = data.floats(Arrays.copyOf(task.bias(), count() * height));
        Map<IntBuffer, Integer> known = new HashMap<>();
        for (int b = 0; b < count(); b++) {
            int[] offsets = offsets(b, offset);
            int place = known.computeIfAbsent(IntBuffer.wrap(offsets), list -> data.ints(list.array()));
            int entry = table + b * entry(kernel) * Integer.BYTES;
            data.set(entry, place / Data.ALIGNMENT);
            data.set(entry + Integer.BYTES, data.floats(packed(b, lanes)) / Data.ALIGNMENT);
            for (int start : starts(b, kernel)) {
                data.set(entry + 2 * Integer.BYTES, start);
                entry += Integer.BYTES;
            }
        }
        return bias;
    }

    private int[] offsets(int block, Offset offset) {
        int area = task.kernel().area();
        int width = task.kernel().width();
        return Arrays.stream(taps[block])
                .map(tap -> offset.of(lanewise ? block * height : tap / area, tap % area / width, tap % area % width))
                .toArray();
    }

    /** Where what a tap multiplies stands, from the place of the pixel. */
    interface Offset {
        int of(int channel, int row, int column);
    }
}
