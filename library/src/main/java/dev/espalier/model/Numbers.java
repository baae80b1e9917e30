package dev.espalier.model;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** The numbers of an array for loops that look at every one. */
public final class Numbers {

    private Numbers() {}

    /** A copy, row-major, made at once: element by element it takes ten times as long. */
    public static float[] of(INDArray array) {
        if (array.dataType() != DataType.FLOAT) {
            return array.dup('c').data().asFloat();
        }
        if (isPlain(array)) {
            return copy(array);
        }
        INDArray dense = array.dup('c');
        float[] numbers = copy(dense);
        dense.close();
        return numbers;
    }

    /** Whether the numbers lie side by side from the start of their memory, in 'c' order. */
    private static boolean isPlain(INDArray array) {
        return array.ordering() == 'c' && array.offset() == 0 && Shape.hasDefaultStridesForShape(array);
    }

    private static float[] copy(INDArray plain) {
        float[] numbers = new float[Math.toIntExact(plain.length())];
        new FloatPointer(plain.data().addressPointer()).capacity(numbers.length).get(numbers);
        return numbers;
    }
}
