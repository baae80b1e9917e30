package dev.espalier.compile.training;

import dev.espalier.model.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Which weights of a convolution stay, kernel by kernel.
 *
 * @param out filters
 * @param in channels
 * @param bits for each kernel, filter by filter: bit i is position i; 0 for a kernel that is gone
 * @param patterns the distinct bits of kernels that stay, ascending
 */
record KernelMasks(int out, int in, int[] bits, int[] patterns) {

    /** Of a mask [O, I, H, W] with kernels of at most 31 positions. */
    static KernelMasks of(INDArray mask) {
        int out = (int) mask.size(0);
        int in = (int) mask.size(1);
        float[] ones = Numbers.of(mask);
        int area = ones.length / (out * in);
        int[] bits = new int[out * in];
        TreeSet<Integer> distinct = new TreeSet<>();
        for (int kernel = 0; kernel < bits.length; kernel++) {
            for (int i = 0; i < area; i++) {
                bits[kernel] |= ones[kernel * area + i] == 0 ? 0 : 1 << i;
            }
            if (bits[kernel] != 0) {
                distinct.add(bits[kernel]);
            }
        }
        return new KernelMasks(
                out, in, bits, distinct.stream().mapToInt(Integer::intValue).toArray());
    }

    /** How many weights stay. */
    long kept() {
        return Arrays.stream(bits).mapToLong(Integer::bitCount).sum();
    }

    /**
     * The kernels of each filter, those of one pattern together: where the kernels of each filter and pattern begin, and then
     * of each kernel the channel it reads and its first weight.
     *
     * @param area weights of a kernel
     */
    int[] byFilter(int area) {
        return stream(out, in, area, (filter, channel) -> filter * in + channel);
    }

    /** The same seen from the channels: the kernels of each channel, with the filter each belongs to. */
    int[] byChannel(int area) {
        return stream(in, out, area, (channel, filter) -> filter * in + channel);
    }

    private interface Place {
        int of(int row, int column);
    }

    private int[] stream(int rows, int columns, int area, Place place) {
        List<Integer> starts = new ArrayList<>();
        List<Integer> entries = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            for (int pattern : patterns) {
                starts.add(entries.size() / 2);
                for (int column = 0; column < columns; column++) {
                    int kernel = place.of(row, column);
                    if (bits[kernel] == pattern) {
                        entries.add(column);
                        entries.add(kernel * area);
                    }
                }
            }
        }
        starts.add(entries.size() / 2);
        int[] all = new int[starts.size() + entries.size()];
        for (int i = 0; i < starts.size(); i++) {
            all[i] = starts.get(i);
        }
        for (int i = 0; i < entries.size(); i++) {
            all[starts.size() + i] = entries.get(i);
        }
        return all;
    }
}
