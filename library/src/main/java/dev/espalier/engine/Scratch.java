package dev.espalier.engine;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
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
 * The memory an executor works in: arrays taken for a result and given back after its last use. Blocks, and the arrays
 * that show them in a certain shape, are kept from run to run, because ND4J returns the memory of an array only when the
 * garbage collector finds it.
 */
final class Scratch {

    /** How much larger than asked for a block may be: a large one must not hold a small array for long. */
    private static final int WASTE = 4;

    private final Map<DataType, TreeMap<Long, Deque<Block>>> free = new EnumMap<>(DataType.class);
    private final Map<INDArray, Block> taken = new IdentityHashMap<>();
    private final Map<INDArray, Moments> moments = new IdentityHashMap<>();
    private long bytes;

    private record Block(INDArray whole, Map<List<Long>, INDArray> shaped) {

        INDArray as(long... shape) {
            return shaped.computeIfAbsent(Arrays.stream(shape).boxed().toList(), any -> {
                long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
                return whole.get(NDArrayIndex.interval(0, length)).reshape('c', shape);
            });
        }
    }

    /** A dense array in row order, holding anything: the smallest free block that fits, or a new one. */
    INDArray take(DataType type, long... shape) {
        long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        TreeMap<Long, Deque<Block>> blocks = free.computeIfAbsent(type, any -> new TreeMap<>());
        Map.Entry<Long, Deque<Block>> fit = blocks.ceilingEntry(length);
        Block block;
        if (fit == null || fit.getKey() > WASTE * length) {
            block = new Block(Nd4j.createUninitializedDetached(type, length), new HashMap<>());
            bytes += length * type.width();
        } else {
            block = fit.getValue().pop();
            if (fit.getValue().isEmpty()) {
                blocks.remove(fit.getKey());
            }
        }
        INDArray array = block.as(shape);
        taken.put(array, block);
        return array;
    }

    /** An array of the same type and shape. */
    INDArray like(INDArray array) {
        return take(array.dataType(), array.shape());
    }

    /** Takes an array back; it must not be used any more. Arrays from elsewhere are left alone. */
    void give(INDArray array) {
        moments.remove(array);
        Block block = taken.remove(array);
        if (block != null) {
            free.get(array.dataType())
                    .computeIfAbsent(block.whole().length(), any -> new ArrayDeque<>())
                    .push(block);
        }
    }

    /** Takes everything back. */
    void giveAll() {
        List.copyOf(taken.keySet()).forEach(this::give);
        moments.clear();
    }

    /** Whether an array was taken from here and not yet given back. */
    boolean owns(INDArray array) {
        return taken.containsKey(array);
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
