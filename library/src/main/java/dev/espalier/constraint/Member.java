package dev.espalier.constraint;

import dev.espalier.model.Encoding;
import dev.espalier.model.Structure;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A member of a constraint set.
 *
 * @param weights its numbers
 * @param encoding what makes it a member: the mask its zeros follow
 */
public record Member(INDArray weights, Encoding encoding) {

    /** The weights that are kept, and zero elsewhere. */
    public static Member masked(float[] weights, boolean[] kept, long[] shape, Structure structure) {
        float[] masked = new float[weights.length];
        float[] mask = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            if (kept[i]) {
                masked[i] = weights[i];
                mask[i] = 1;
            }
        }
        return new Member(array(masked, shape), new Encoding.Masked(array(mask, shape), structure));
    }

    private static INDArray array(float[] numbers, long[] shape) {
        return Nd4j.createFromArray(numbers).reshape('c', shape);
    }
}
