package dev.espalier.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The memory an executor works in: arrays taken for a result and given back after its last use. Blocks are kept from run
 * to run, because ND4J returns the memory of an array only when the garbage collector finds it.
 */
final class Scratch {

    private final Map<DataType, TreeMap<Long, Deque<INDArray>>> free = new EnumMap<>(DataType.class);
    private final Map<INDArray, INDArray> blockOf = new IdentityHashMap<>();
    private final Map<INDArray, Moments> moments = new IdentityHashMap<>();
    private long bytes;

    /** A dense array in row order, holding anything: the smallest free block that is large enough, or a new one. */
    INDArray take(DataType type, long... shape) {
        long length = 1;
        for (long dim : shape) {
            length *= dim;
        }
        TreeMap<Long, Deque<INDArray>> blocks = free.computeIfAbsent(type, any -> new TreeMap<>());
        Map.Entry<Long, Deque<INDArray>> fit = blocks.ceilingEntry(length);
        INDArray block;
        if (fit == null) {
            block = Nd4j.createUninitialized(type, length);
            bytes += length * type.width();
        } else {
            block = fit.getValue().pop();
            if (fit.getValue().isEmpty()) {
                blocks.remove(fit.getKey());
            }
        }
        INDArray array = block.get(NDArrayIndex.interval(0, length)).reshape('c', shape);
        blockOf.put(array, block);
        return array;
    }

    /** An array of the same type and shape. */
    INDArray like(INDArray array) {
        return take(array.dataType(), array.shape());
    }

    /** Takes an array back; it must not be used any more. Arrays from elsewhere are left alone. */
    void give(INDArray array) {
        moments.remove(array);
        INDArray block = blockOf.remove(array);
        if (block != null) {
            free.get(block.dataType())
                    .computeIfAbsent(block.length(), any -> new ArrayDeque<>())
                    .push(block);
        }
    }

    /** Takes everything back. */
    void giveAll() {
        List<INDArray> taken = new ArrayList<>(blockOf.keySet());
        taken.forEach(this::give);
        moments.clear();
    }

    /**
     * The batch statistics of a tensor, computed once while it lives: the forward pass, both gradients and the running
     * statistics of a normalisation all need them.
     */
    Moments moments(INDArray x, Function<INDArray, Moments> compute) {
        Moments known = moments.get(x);
        if (known == null) {
            known = compute.apply(x);
            moments.put(x, known);
        }
        return known;
    }

    /** How much memory has been taken so far, in bytes. */
    long bytes() {
        return bytes;
    }
}
