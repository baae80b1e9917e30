package dev.espalier.model.file;

import dev.espalier.model.Encoding;
import dev.espalier.model.Numbers;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Between arrays and what a file stores of them: takes the kept numbers out of a masked tensor and puts them back. */
final class Tensors {

    private Tensors() {}

    /**
     * The numbers where the mask is one, row-major.
     *
     * @throws IllegalArgumentException if one elsewhere is not zero
     */
    static float[] kept(String parameter, INDArray weights, Encoding.Masked masked) {
        float[] numbers = numbers(weights);
        float[] mask = numbers(masked.mask());
        float[] kept = new float[Math.toIntExact(masked.kept())];
        int count = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (mask[i] == 1) {
                kept[count++] = numbers[i];
            } else if (numbers[i] != 0) {
                throw new IllegalArgumentException("parameter '" + parameter + "' holds " + numbers[i] + " at position "
                        + i + ", where its mask is zero; multiply it with the mask first");
            }
        }
        return kept;
    }

    /** The whole tensor, zero where the mask is. */
    static INDArray spread(float[] kept, Encoding.Masked masked) {
        float[] numbers = numbers(masked.mask());
        int count = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == 1) {
                numbers[i] = kept[count++];
            }
        }
        return Nd4j.create(numbers, masked.mask().shape(), 'c');
    }

    /** A mask of ones and zeros. */
    static INDArray mask(boolean[] mask, Shape shape) {
        float[] numbers = new float[mask.length];
        for (int i = 0; i < mask.length; i++) {
            numbers[i] = mask[i] ? 1 : 0;
        }
        return Nd4j.create(numbers, shape.toArray(), 'c');
    }

    /** A vector. */
    static INDArray of(List<Float> list) {
        float[] numbers = new float[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i);
        }
        return Nd4j.createFromArray(numbers);
    }

    static List<Float> list(INDArray vector) {
        List<Float> list = new ArrayList<>();
        for (float number : numbers(vector)) {
            list.add(number);
        }
        return list;
    }

    static float[] numbers(INDArray array) {
        return Numbers.of(array);
    }
}
