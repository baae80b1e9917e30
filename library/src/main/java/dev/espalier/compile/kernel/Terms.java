package dev.espalier.compile.kernel;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a convolution that are not zero, by blocks of neighbouring filters: a block's terms are the channels and
 * taps that some filter of it reads. The code does not depend on them; they are data.
 */
final class Terms {

    /** Numbers of one entry of the table: how many terms, where their offsets are, where their weights. */
    static final int ENTRY = 4;

    /**
     * The terms of one block.
     *
     * @param places where each stands in a filter's weights, over all channels of all groups, ascending
     */
    private record Block(int first, int end, int[] places) {}

    private final Convolution task;
    private final int width;
    private final boolean lanewise;
    private final List<Block> blocks = new ArrayList<>();

    /**
     * Collects the terms.
     *
     * @param width filters of a block
     * @param lanewise whether each filter reads the channel of its own number alone
     */
    Terms(Convolution task, int width, boolean lanewise) {
        this.task = task;
        this.width = width;
        this.lanewise = lanewise;
        for (int first = 0; first < task.filters(); first += width) {
            int end = Math.min(first + width, task.filters());
            blocks.add(new Block(first, end, places(first, end)));
        }
    }

    /** Terms of all blocks. */
    long count() {
        return blocks.stream().mapToLong(block -> block.places().length).sum();
    }

    private int perGroup() {
        return task.channels() / task.groups() * task.kernel().area();
    }

    /** Where the weights of a filter's group begin among those over all channels. */
    private int base(int filter) {
        return lanewise ? 0 : filter / (task.filters() / task.groups()) * perGroup();
    }

    private int[] places(int first, int end) {
        int low = base(first);
        boolean[] used = new boolean[base(end - 1) + perGroup() - low];
        for (int filter = first; filter < end; filter++) {
            int to = base(filter) - low;
            int from = filter * perGroup();
            for (int i = 0; i < perGroup(); i++) {
                used[to + i] |= task.weights()[from + i] != 0;
            }
        }
        int[] places = new int[used.length];
        int n = 0;
        for (int i = 0; i < used.length; i++) {
            if (used[i]) {
                places[n++] = low + i;
            }
        }
        return Arrays.copyOf(places, n);
    }

    /**
     * Puts a table of the blocks, their biases, offsets and weights [term][lane] together; equal lists of offsets are kept
     * once. The table comes first; places in it count in units of the alignment.
     *
     * @param lanes to which the width of the last block is filled up
     * @param offset where what a term multiplies stands, from a channel, row and column of the kernel
     * @return where the biases begin, in bytes, which depends on the task's shapes alone
     */
    int pack(Data data, int lanes, Offset offset) {
        int table = data.ints(new int[blocks.size() * ENTRY]);
        int bias = data.floats(Arrays.copyOf(task.bias(), blocks.size() * width));
        Map<IntBuffer, Integer> known = new HashMap<>();
        for (int b = 0; b < blocks.size(); b++) {
            Block block = blocks.get(b);
            int[] offsets = offsets(block, offset);
            int place = known.computeIfAbsent(IntBuffer.wrap(offsets), list -> data.ints(list.array()));
            data.set(table + b * ENTRY * Integer.BYTES, offsets.length);
            data.set(table + (b * ENTRY + 1) * Integer.BYTES, place / Data.ALIGNMENT);
            data.set(table + (b * ENTRY + 2) * Integer.BYTES, data.floats(weights(block, lanes)) / Data.ALIGNMENT);
        }
        return bias;
    }

    private int[] offsets(Block block, Offset offset) {
        int area = task.kernel().area();
        int[] offsets = new int[block.places().length];
        for (int k = 0; k < offsets.length; k++) {
            int place = block.places()[k];
            int tap = place % area;
            offsets[k] = offset.of(
                    lanewise ? block.first() : place / area,
                    tap / task.kernel().width(),
                    tap % task.kernel().width());
        }
        return offsets;
    }

    private float[] weights(Block block, int lanes) {
        int filters = (block.end() - block.first() + lanes - 1) / lanes * lanes;
        float[] packed = new float[block.places().length * filters];
        for (int filter = block.first(); filter < block.end(); filter++) {
            int base = base(filter);
            int from = filter * perGroup() - base;
            for (int k = 0; k < block.places().length; k++) {
                int place = block.places()[k];
                if (place >= base && place < base + perGroup()) {
                    packed[k * filters + filter - block.first()] = task.weights()[from + place];
                }
            }
        }
        return packed;
    }

    /** Where what a term multiplies stands, from the place of the pixel. */
    interface Offset {
        int of(int channel, int row, int column);
    }
}
