package dev.espalier.constraint;

import dev.espalier.model.Encoding;
import dev.espalier.model.Structure;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A member of a constraint set.
 *
 * @param weights its numbers
 * @param encoding what makes it a member: the mask its zeros follow
 */
public record Member(INDArray weights, Encoding encoding) {

    /** Numbers that are copied at a time, so that whole tensors are not written twice. */
    private static final int CHUNK = 4096;

    /** The weights that are kept, and zero elsewhere. */
    public static Member masked(float[] weights, boolean[] kept, long[] shape, Structure structure) {
        INDArray masked = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
        INDArray mask = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
        FloatPointer maskedMemory = memory(masked);
        FloatPointer maskMemory = memory(mask);
        float[] maskedChunk = new float[Math.min(CHUNK, weights.length)];
        float[] maskChunk = new float[maskedChunk.length];
        for (int from = 0; from < weights.length; from += CHUNK) {
            int length = Math.min(CHUNK, weights.length - from);
            for (int i = 0; i < length; i++) {
                boolean stays = kept[from + i];
                maskedChunk[i] = stays ? weights[from + i] : 0;
                maskChunk[i] = stays ? 1 : 0;
            }
            maskedMemory.position(from).put(maskedChunk, 0, length);
            maskMemory.position(from).put(maskChunk, 0, length);
        }
        return new Member(masked, new Encoding.Masked(mask, structure));
    }

    private static FloatPointer memory(INDArray array) {
        return new FloatPointer(array.data().addressPointer()).capacity(array.length());
    }
}
