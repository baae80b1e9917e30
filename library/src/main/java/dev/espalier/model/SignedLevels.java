package dev.espalier.model;

import dev.espalier.model.op.Shape;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The level of every weight of a quantized tensor, as integer arithmetic and storage want it: derived from the float
 * numbers, exactly. A weight of group g is
 *
 * <pre>
 * (float) (scales[g] * sign(n) * magnitudes[|n|])     with n = levels[i] and the magnitudes of sets[g]
 * </pre>
 *
 * @param levels for each weight, row-major, the number of its level's magnitude, negative for negative weights
 */
public record SignedLevels(byte[] levels) {

    /**
     * The levels of a tensor.
     *
     * @throws IllegalArgumentException if it does not fit its encoding, as the end of a sentence that begins with the
     *     tensor's name: the first weight that is no level of its group, or is not zero under the mask
     */
    public static SignedLevels of(INDArray weights, Encoding.Quantized encoding) {
        Shape shape = Model.shapeOf(weights);
        checkGroups(encoding, shape);
        float[] numbers = Numbers.of(weights);
        checkMask(numbers, encoding.mask());
        WeightGroups groups = WeightGroups.of(encoding.granularity(), shape);
        byte[] levels = new byte[numbers.length];
        for (int group = 0; group < groups.count(); group++) {
            LevelSet set = encoding.sets().get(group);
            LevelTable table = LevelTable.of(set);
            float scale = encoding.scales().get(group);
            for (int i = groups.from(group); i < groups.to(group); i++) {
                int level = level(Math.abs(numbers[i]), scale, table);
                if (level < 0) {
                    throw new IllegalArgumentException("holds " + numbers[i] + " at position " + i + ", which is "
                            + scale + " times no level of " + set + "; project it onto its levels first");
                }
                levels[i] = (byte) (numbers[i] < 0 ? -level : level);
            }
        }
        return new SignedLevels(levels);
    }

    /**
     * The numbers of these levels.
     *
     * @param encoding with the level sets that they are of, and any scales
     * @param shape of the tensor
     */
    public INDArray express(Encoding.Quantized encoding, Shape shape) {
        WeightGroups groups = WeightGroups.of(encoding.granularity(), shape);
        float[] numbers = new float[levels.length];
        for (int group = 0; group < groups.count(); group++) {
            LevelTable table = LevelTable.of(encoding.sets().get(group));
            float scale = encoding.scales().get(group);
            for (int i = groups.from(group); i < groups.to(group); i++) {
                double magnitude = table.magnitude(Math.abs(levels[i]));
                numbers[i] = (float) (scale * (levels[i] < 0 ? -magnitude : magnitude));
            }
        }
        return Nd4j.createFromArray(numbers).reshape('c', shape.toArray());
    }

    private static void checkGroups(Encoding.Quantized encoding, Shape shape) {
        int groups = encoding.granularity().groups(shape);
        if (encoding.sets().size() != groups || encoding.scales().size() != groups) {
            throw new IllegalArgumentException("of shape " + shape + " has " + groups + " groups of weights ("
                    + encoding.granularity() + "), but its encoding has "
                    + encoding.sets().size() + " level sets and "
                    + encoding.scales().size() + " scales");
        }
        for (float scale : encoding.scales()) {
            if (!isScale(scale)) {
                throw new IllegalArgumentException(
                        "has the scale " + scale + "; a scale is a finite number, 0 or more");
            }
        }
    }

    static boolean isScale(float scale) {
        return scale >= 0 && scale <= Float.MAX_VALUE;
    }

    private static void checkMask(float[] numbers, Optional<Encoding.Masked> mask) {
        if (mask.isEmpty()) {
            return;
        }
        float[] kept = Numbers.of(mask.get().mask());
        for (int i = 0; i < numbers.length; i++) {
            if (kept[i] == 0 && numbers[i] != 0) {
                throw new IllegalArgumentException("holds " + numbers[i] + " at position " + i
                        + ", where its mask is zero; multiply it with the mask first");
            }
        }
    }

    /** The level that gives exactly this number, or -1. */
    private static int level(float magnitude, float scale, LevelTable table) {
        if (magnitude == 0) {
            return 0;
        }
        int nearest = scale > 0 ? table.nearest(magnitude / (double) scale) : 0;
        // Numbers next to the smallest there are have so few digits that a neighbour may look nearer.
        for (int level = Math.max(0, nearest - 1); level <= Math.min(nearest + 1, table.count() - 1); level++) {
            if ((float) (scale * table.magnitude(level)) == magnitude) {
                return level;
            }
        }
        return -1;
    }
}
