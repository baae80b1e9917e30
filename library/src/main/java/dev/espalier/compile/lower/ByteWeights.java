package dev.espalier.compile.lower;

import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.ShortNumber;
import dev.espalier.model.SignedLevels;
import dev.espalier.model.WeightGroups;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The whole numbers of a quantized weight.
 *
 * @param integers one for each weight, row-major
 * @param units what one counts for, for each row; 0 where all weights are
 */
public record ByteWeights(byte[] integers, double[] units) {

    /**
     * Those of a weight, if they fit bytes, each row counts in one unit, and the floats are the exact products.
     *
     * @param weight of rank 2 or more
     */
    public static Optional<ByteWeights> of(INDArray weight, Encoding encoding) {
        if (!(encoding instanceof Encoding.Quantized quantized)) {
            return Optional.empty();
        }
        byte[] integers = SignedLevels.of(weight, quantized).levels();
        WeightGroups groups = WeightGroups.of(quantized.granularity(), Model.shapeOf(weight));
        int rows = (int) weight.size(0);
        double[] units = new double[rows];
        for (int group = 0; group < groups.count(); group++) {
            float scale = quantized.scales().get(group);
            long unit = quantized.sets().get(group).unit();
            long[] magnitudes = quantized.sets().get(group).integers();
            if (magnitudes[magnitudes.length - 1] > Byte.MAX_VALUE
                    || scale != 0
                            && !ShortNumber.isExact(scale, quantized.sets().get(group))) {
                return Optional.empty();
            }
            for (int i = groups.from(group); i < groups.to(group); i++) {
                int row = i / (integers.length / rows);
                double one = (double) scale / unit;
                if (integers[i] != 0 && units[row] != 0 && units[row] != one) {
                    return Optional.empty();
                }
                units[row] = integers[i] == 0 ? units[row] : one;
                integers[i] = (byte) (integers[i] < 0 ? -magnitudes[-integers[i]] : magnitudes[integers[i]]);
            }
        }
        return Optional.of(new ByteWeights(integers, units));
    }
}
