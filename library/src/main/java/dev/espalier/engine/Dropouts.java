package dev.espalier.engine;

import dev.espalier.model.Seed;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.DropoutMask;
import java.util.function.IntToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Dropout in use and in training, and how a seed comes in. */
public final class Dropouts {

    private static final int BITS = 16;

    private Dropouts() {}

    static void dropout(Dropout op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(in[0]);
    }

    static void mask(DropoutMask op, INDArray[] in, INDArray out, Scratch scratch) {
        Seed seed = seed(op, part -> in[0].getDouble(part));
        DataBuffer mask = out.data();
        for (long i = 0; i < out.length(); i++) {
            mask.put(i, number(op, seed, i));
        }
    }

    /** The number at a position of a mask, in row order. */
    public static double number(DropoutMask op, Seed ofMask, long position) {
        double uniform = (ofMask.split(position).value() >>> 11) * 0x1p-53;
        return uniform < op.rate() ? 0 : 1 / (1 - op.rate());
    }

    /**
     * The seed of a mask.
     *
     * @param parts what is fed, by position
     * @throws IllegalArgumentException if that is no seed
     */
    public static Seed seed(DropoutMask op, IntToDoubleFunction parts) {
        return decode(parts).split(op.stream());
    }

    /** A seed as numbers that single precision holds exactly. */
    static INDArray encode(Seed seed) {
        float[] parts = new float[Long.SIZE / BITS];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = seed.value() >>> Long.SIZE - BITS * (i + 1) & (1 << BITS) - 1;
        }
        return Nd4j.createFromArray(parts);
    }

    private static Seed decode(IntToDoubleFunction parts) {
        long value = 0;
        for (int i = 0; i < Long.SIZE / BITS; i++) {
            double part = parts.applyAsDouble(i);
            if (part != Math.rint(part) || part < 0 || part >= 1 << BITS) {
                throw new IllegalArgumentException("part " + i + " of the seed is " + part
                        + "; it must be a whole number of 16 bits, as TrainingForm.seed makes them");
            }
            value = value << BITS | (long) part;
        }
        return new Seed(value);
    }
}
