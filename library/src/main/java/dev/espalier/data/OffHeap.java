package dev.espalier.data;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A float32 array with memory of its own, which can be freed at once. The memory ND4J allocates itself cannot: closing
 * an array of 1.0.0-M2.1 leaves it to the garbage collector, and every epoch adds the size of the whole dataset.
 */
record OffHeap(INDArray array, FloatPointer memory) implements AutoCloseable {

    /** A new array in 'c' order that holds the first values, as many as the shape needs: one copy, no calls per value. */
    static OffHeap of(float[] values, long... shape) {
        int length = 1;
        for (long dimension : shape) {
            length = Math.multiplyExact(length, (int) dimension);
        }
        FloatPointer memory = new FloatPointer((long) length);
        memory.put(values, 0, length);
        INDArray array =
                Nd4j.create(Nd4j.createBuffer(memory, DataType.FLOAT, length, FloatIndexer.create(memory)), shape);
        return new OffHeap(array, memory);
    }

    @Override
    public void close() {
        array.close();
        memory.deallocate();
    }
}
