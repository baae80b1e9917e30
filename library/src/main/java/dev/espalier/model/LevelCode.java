package dev.espalier.model;

import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The levels of a quantized tensor as bytes. It is what a model file stores beside the scales, and so what
 * {@link Cost#bytes()} charges for the weights:
 *
 * <ul>
 *   <li>for each group of weights the number of its level set among those the tensor uses, in the fewest bits that can
 *       tell these apart (none if there is one), then zeros up to a whole byte;
 *   <li>for each weight that the mask keeps, row-major, the number of its magnitude and above it the sign (one for
 *       negative) in as many bits as its level set has.
 * </ul>
 *
 * <p>Bits are filled from the lowest of a byte on. 1,000 weights of 4 bits with one level set take 500 bytes.
 */
public final class LevelCode {

    private LevelCode() {}

    /**
     * A tensor that was read.
     *
     * @param weights its numbers
     * @param encoding how they are constrained
     */
    public record Tensor(INDArray weights, Encoding.Quantized encoding) {}

    /** The level sets that a tensor uses, in the order of their first groups. */
    public static List<LevelSet> sets(Encoding.Quantized encoding) {
        return encoding.sets().stream().distinct().toList();
    }

    /** How many bytes the code of a tensor of this shape has. */
    public static long length(Encoding.Quantized encoding, Shape shape) {
        WeightGroups groups = WeightGroups.of(encoding.granularity(), shape);
        boolean[] kept = encoding.mask().map(LevelCode::kept).orElse(null);
        long bits = 0;
        for (int group = 0; group < groups.count(); group++) {
            int weights = groups.to(group) - groups.from(group);
            if (kept != null) {
                weights = 0;
                for (int i = groups.from(group); i < groups.to(group); i++) {
                    weights += kept[i] ? 1 : 0;
                }
            }
            bits += (long) weights * encoding.sets().get(group).bits();
        }
        return bytes((long) groups.count() * width(sets(encoding).size())) + bytes(bits);
    }

    /**
     * The code of a tensor.
     *
     * @throws IllegalArgumentException as {@link SignedLevels#of}
     */
    public static byte[] encode(INDArray weights, Encoding.Quantized encoding) {
        byte[] levels = SignedLevels.of(weights, encoding).levels();
        WeightGroups groups = WeightGroups.of(encoding.granularity(), Model.shapeOf(weights));
        boolean[] kept = encoding.mask().map(LevelCode::kept).orElse(null);
        List<LevelSet> sets = sets(encoding);
        BitWriter bits = new BitWriter();
        encoding.sets().forEach(set -> bits.put(sets.indexOf(set), width(sets.size())));
        bits.align();
        for (int group = 0; group < groups.count(); group++) {
            int width = encoding.sets().get(group).bits();
            for (int i = groups.from(group); i < groups.to(group); i++) {
                if (kept == null || kept[i]) {
                    bits.put(Math.abs(levels[i]) | (levels[i] < 0 ? 1 << width - 1 : 0), width);
                }
            }
        }
        return bits.bytes();
    }

    /**
     * The tensor again.
     *
     * @param code what {@link #encode} gave
     * @param shape of the tensor
     * @param granularity which weights make a group
     * @param sets what {@link #sets} gave
     * @param scales one for each group
     * @param mask if there is one
     * @throws IllegalArgumentException if the bytes are no code of such a tensor, or a scale is negative or not finite
     */
    public static Tensor decode(
            byte[] code,
            Shape shape,
            Granularity granularity,
            List<LevelSet> sets,
            List<Float> scales,
            Optional<Encoding.Masked> mask) {
        long stored = mask.map(Encoding.Masked::kept).orElse(shape.size());
        if (stored * LevelSet.LEAST_BITS > 8L * code.length) {
            throw new IllegalArgumentException(
                    "the level code has " + code.length + " bytes, too few for " + stored + " weights");
        }
        WeightGroups groups = WeightGroups.of(granularity, shape);
        if (scales.size() != groups.count()) {
            throw new IllegalArgumentException("there are " + scales.size() + " scales for " + groups.count()
                    + " groups of weights (" + granularity + " of " + shape + ")");
        }
        var bits = new BitReader("the level code", code);
        List<LevelSet> ofGroups = new ArrayList<>(groups.count());
        for (int group = 0; group < groups.count(); group++) {
            ofGroups.add(sets.get(below(bits.next(width(sets.size())), sets.size(), "level set", group)));
        }
        bits.align();
        boolean[] kept = mask.map(LevelCode::kept).orElse(null);
        float[] weights = new float[Math.toIntExact(shape.size())];
        for (int group = 0; group < groups.count(); group++) {
            LevelTable table = LevelTable.of(ofGroups.get(group));
            int width = ofGroups.get(group).bits();
            float scale = scales.get(group);
            if (!SignedLevels.isScale(scale)) {
                throw new IllegalArgumentException(
                        "scale " + group + " is " + scale + "; a scale is a finite number, 0 or more");
            }
            for (int i = groups.from(group); i < groups.to(group); i++) {
                if (kept == null || kept[i]) {
                    int read = bits.next(width);
                    int level = below(read & (1 << width - 1) - 1, table.count(), "level", i);
                    boolean negative = read >>> width - 1 == 1;
                    if (negative && level == 0) {
                        throw new IllegalArgumentException("weight " + i + " of the level code is minus zero");
                    }
                    weights[i] = (float) (scale * (negative ? -table.magnitude(level) : table.magnitude(level)));
                }
            }
        }
        bits.end();
        return new Tensor(
                Nd4j.create(weights, shape.toArray(), 'c'),
                new Encoding.Quantized(granularity, ofGroups, scales, mask));
    }

    private static int below(int number, int count, String what, int place) {
        if (number >= count) {
            throw new IllegalArgumentException(
                    "the level code has " + what + " " + number + " at " + place + ", but there are only " + count);
        }
        return number;
    }

    private static boolean[] kept(Encoding.Masked masked) {
        float[] numbers = Numbers.of(masked.mask());
        boolean[] kept = new boolean[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            kept[i] = numbers[i] != 0;
        }
        return kept;
    }

    private static int width(int choices) {
        return 32 - Integer.numberOfLeadingZeros(choices - 1);
    }

    private static long bytes(long bits) {
        return (bits + 7) / 8;
    }
}
