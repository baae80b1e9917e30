package dev.espalier.onnx;

import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity;
import dev.espalier.model.LevelSet;
import dev.espalier.model.SignedLevels;
import dev.espalier.model.WeightGroups;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Numbers that are a scale times an integer, as DequantizeLinear makes them, wherever they are moved to afterwards. */
final class Codes {

    private static final LevelSet USUAL = new LevelSet.Fixed(LevelSet.MOST_BITS);

    private final byte[] integers;
    private final int[] groups;
    private final float[] scales;
    private final Optional<LevelRecord> record;

    /**
     * Integers and their scales.
     *
     * @param groups for each integer the place of its scale
     * @param record what the file says about them
     */
    Codes(byte[] integers, int[] groups, float[] scales, Optional<LevelRecord> record) {
        this.integers = integers;
        this.groups = groups;
        this.scales = scales;
        this.record = record.filter(said -> said.sets().size() == scales.length);
    }

    /**
     * As a model has them.
     *
     * @param weights numbers that the encoding can express
     */
    record Encoded(Encoding.Quantized encoding, INDArray weights) {}

    /** The same numbers in other places: number i of the result is number {@code from(i)} of this. */
    Codes picked(int count, IntUnaryOperator from) {
        byte[] picked = new byte[count];
        int[] theirs = new int[count];
        for (int i = 0; i < count; i++) {
            picked[i] = integers[from.applyAsInt(i)];
            theirs[i] = groups[from.applyAsInt(i)];
        }
        return new Codes(picked, theirs, scales, record);
    }

    /**
     * The encoding of a parameter that holds these numbers.
     *
     * @param role of what is no weight, only what the file calls quantized is
     * @return empty if they are not the levels of any
     */
    Optional<Encoded> encoded(Shape shape, Role role) {
        Optional<Encoded> said = record.flatMap(itself -> encoded(shape, itself.granularity(), itself.sets()));
        return said.isPresent() || role != Role.WEIGHT || shape.rank() == 0
                ? said
                : Stream.of(new Granularity.PerTensor(), new Granularity.PerRow())
                        .flatMap(granularity ->
                                encoded(shape, granularity, Collections.nCopies(scales.length, USUAL)).stream())
                        .findFirst();
    }

    private Optional<Encoded> encoded(Shape shape, Granularity granularity, List<LevelSet> sets) {
        WeightGroups places = WeightGroups.of(granularity, shape);
        byte[] levels = new byte[integers.length];
        List<LevelSet> setOf = new ArrayList<>();
        List<Float> scaleOf = new ArrayList<>();
        Map<LevelSet, byte[]> tables = new LinkedHashMap<>();
        for (int place = 0; place < places.count(); place++) {
            int group = groups[places.from(place)];
            LevelSet set = sets.get(group);
            byte[] table = tables.computeIfAbsent(set, Codes::table);
            boolean isZero = true;
            for (int i = places.from(place); i < places.to(place); i++) {
                int level = integers[i] == Byte.MIN_VALUE ? -1 : table[Math.abs(integers[i])];
                if (groups[i] != group || level < 0) {
                    return Optional.empty();
                }
                levels[i] = (byte) (integers[i] < 0 ? -level : level);
                isZero &= level == 0;
            }
            float scale = LevelRecord.restored(scales[group], set, isZero);
            scaleOf.add(record.map(said -> said.nudged(group, scale)).orElse(scale));
            setOf.add(set);
        }
        if (scaleOf.stream().anyMatch(scale -> !(scale >= 0 && scale <= Float.MAX_VALUE))) {
            return Optional.empty();
        }
        Encoding.Quantized encoding = new Encoding.Quantized(granularity, setOf, scaleOf, Optional.empty());
        return Optional.of(new Encoded(encoding, new SignedLevels(levels).express(encoding, shape)));
    }

    /** For each magnitude of an integer the number of its level, or -1. */
    private static byte[] table(LevelSet set) {
        byte[] table = new byte[Byte.MAX_VALUE + 1];
        Arrays.fill(table, (byte) -1);
        long[] integers = set.integers();
        for (int level = 0; level < integers.length; level++) {
            if (integers[level] < table.length) {
                table[(int) integers[level]] = (byte) level;
            }
        }
        return table;
    }
}
