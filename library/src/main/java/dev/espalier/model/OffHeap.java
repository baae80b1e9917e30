package dev.espalier.model;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A float32 array with memory of its own, which can be freed at once and used again. The memory ND4J 1.0.0-M2.1
 * allocates itself is aligned, and glibc before 2.38 never finds room for an aligned block where one of the same size was
 * freed: large arrays then always lie in new pages, and the system takes ten times as long to provide these as it takes
 * to fill them.
 *
 * @param array in 'c' order
 * @param memory its numbers
 */
public record OffHeap(INDArray array, FloatPointer memory) implements AutoCloseable {

    /** A new array whose numbers are whatever the memory holds. */
    public static OffHeap uninitialized(long... shape) {
        int length = 1;
        for (long dimension : shape) {
            length = Math.multiplyExact(length, Math.toIntExact(dimension));
        }
        FloatPointer memory = new FloatPointer((long) length);
        INDArray array =
                Nd4j.create(Nd4j.createBuffer(memory, DataType.FLOAT, length, FloatIndexer.create(memory)), shape);
        return new OffHeap(array, memory);
    }

    /** A new array that holds the first values, as many as the shape needs: one copy, no calls per value. */
    public static OffHeap of(float[] values, long... shape) {
        OffHeap copy = uninitialized(shape);
        copy.memory.put(values, 0, (int) copy.memory.capacity());
        return copy;
    }

    @Override
    public void close() {
        array.close();
        memory.deallocate();
    }
}
