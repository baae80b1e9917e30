package dev.espalier.compile.kernel;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The filters of a 1x1 convolution in blocks of those that have their zeros in the same channels, wherever they are. What is
 * left of each kind after whole blocks is put together, and such blocks go through every channel that any of them reads.
 */
final class AlikeFilters {

    /**
     * Filters that are computed together.
     *
     * @param filters their numbers
     * @param channels all that any of them reads, ascending
     */
    record Block(int[] filters, int[] channels) {}

    private final Convolution task;
    private final List<Block> blocks;

    private AlikeFilters(Convolution task, List<Block> blocks) {
        this.task = task;
        this.blocks = blocks;
    }

    /** The filters of each set of channels they read. */
    static Map<BitSet, List<Integer>> kinds(Convolution task) {
        Map<BitSet, List<Integer>> kinds = new LinkedHashMap<>();
        for (int filter = 0; filter < task.filters(); filter++) {
            kinds.computeIfAbsent(channels(task, filter), key -> new ArrayList<>())
                    .add(filter);
        }
        return kinds;
    }

    private static BitSet channels(Convolution task, int filter) {
        int inGroup = task.channels() / task.groups();
        int first = filter / (task.filters() / task.groups()) * inGroup;
        BitSet channels = new BitSet(task.channels());
        for (int i = 0; i < inGroup; i++) {
            channels.set(first + i, task.weights()[filter * inGroup + i] != 0);
        }
        return channels;
    }

    /**
     * Blocks of filters.
     *
     * @param kinds of the task
     * @param height filters of a block; the last one has what is left
     */
    static AlikeFilters of(Convolution task, Map<BitSet, List<Integer>> kinds, int height) {
        List<Block> blocks = new ArrayList<>();
        List<Integer> left = new ArrayList<>();
        BitSet united = new BitSet();
        for (Map.Entry<BitSet, List<Integer>> kind : kinds.entrySet()) {
            List<Integer> filters = kind.getValue();
            int whole = filters.size() / height * height;
            for (int from = 0; from < whole; from += height) {
                blocks.add(block(filters.subList(from, from + height), kind.getKey()));
            }
            for (int filter : filters.subList(whole, filters.size())) {
                left.add(filter);
                united.or(kind.getKey());
                if (left.size() == height) {
                    blocks.add(block(left, united));
                    left.clear();
                    united.clear();
                }
            }
        }
        if (!left.isEmpty()) {
            blocks.add(block(left, united));
        }
        return new AlikeFilters(task, blocks);
    }

    private static Block block(List<Integer> filters, BitSet channels) {
        return new Block(
                filters.stream().mapToInt(Integer::intValue).toArray(),
                channels.stream().toArray());
    }

    List<Block> blocks() {
        return blocks;
    }

    /** Channels of all blocks. */
    long steps() {
        return blocks.stream().mapToLong(block -> block.channels().length).sum();
    }

    /** A weight; zero in channels of another group. */
    float weight(int filter, int channel) {
        int inGroup = task.channels() / task.groups();
        int within = channel - filter / (task.filters() / task.groups()) * inGroup;
        return within < 0 || within >= inGroup ? 0 : task.weights()[filter * inGroup + within];
    }
}
