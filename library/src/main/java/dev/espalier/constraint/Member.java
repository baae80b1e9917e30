package dev.espalier.constraint;

import dev.espalier.model.Encoding;
import dev.espalier.model.OffHeap;
import dev.espalier.model.Structure;
import org.bytedeco.javacpp.IntPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A member of a constraint set.
 *
 * @param weights its numbers
 * @param encoding what makes it a member: the mask its zeros follow
 */
public record Member(INDArray weights, Encoding encoding) {

    /** Numbers that are copied at a time, so that whole tensors are not written twice. */
    private static final int CHUNK = 4096;

    private static final int ONE = Float.floatToRawIntBits(1);

    /** The weights that are kept, and zero elsewhere. */
    public static Member masked(float[] weights, boolean[] kept, long[] shape, Structure structure) {
        OffHeap masked = OffHeap.uninitialized(shape);
        OffHeap mask = OffHeap.uninitialized(shape);
        IntPointer maskedMemory = new IntPointer(masked.memory());
        IntPointer maskMemory = new IntPointer(mask.memory());
        int[] maskedChunk = new int[Math.min(CHUNK, weights.length)];
        int[] maskChunk = new int[maskedChunk.length];
        for (int from = 0; from < weights.length; from += CHUNK) {
            int length = Math.min(CHUNK, weights.length - from);
            for (int i = 0; i < length; i++) {
                // Bits instead of branches, which would be foreseen wrongly at every fourth weight or so.
                int bits = kept[from + i] ? -1 : 0;
                maskedChunk[i] = Float.floatToRawIntBits(weights[from + i]) & bits;
                maskChunk[i] = ONE & bits;
            }
            maskedMemory.position(from).put(maskedChunk, 0, length);
            maskMemory.position(from).put(maskChunk, 0, length);
        }
        return new Member(masked.array(), new Encoding.Masked(mask.array(), structure));
    }
}
