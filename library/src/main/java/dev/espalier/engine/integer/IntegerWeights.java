package dev.espalier.engine.integer;

import dev.espalier.model.Encoding;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.model.ShortNumber;
import dev.espalier.model.SignedLevels;
import dev.espalier.model.WeightGroups;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The integers of a quantized weight, row by row.
 *
 * @param integers one for each weight, row-major
 * @param rows what belongs to one output each
 */
record IntegerWeights(long[] integers, List<Row> rows) {

    /** What the integers of a group count for that are all 0. */
    private static final Unit NOTHING = new Unit(1, 0, 1);

    /**
     * Weights of one row of the tensor: of one output, or of one channel that is read by a transposed convolution.
     *
     * @param groups in order; all weights of the row
     * @param unit that the sums of all groups are counted in
     */
    record Row(List<Group> groups, Unit unit) {

        /** Whether all its weights are 0. */
        boolean isZero() {
            return unit == NOTHING;
        }
    }

    /**
     * Weights of one scale.
     *
     * @param from the first
     * @param to the one after the last
     * @param factor how many of the row's units an integer of the group counts for
     * @param shifts whether every integer is a sum of two powers of two at most, so that nothing is multiplied
     */
    record Group(int from, int to, long factor, boolean shifts) {}

    /** A unit in which the sums of all rows can be counted. */
    Unit common() {
        return rows.stream()
                .filter(row -> !row.isZero())
                .map(Row::unit)
                .reduce(Unit::common)
                .orElse(NOTHING);
    }

    /**
     * The integers of a weight.
     *
     * @throws Unfit if a scale has too many digits for the floats to be the exact products
     */
    static IntegerWeights of(String name, INDArray weight, Encoding.Quantized encoding) {
        byte[] levels = SignedLevels.of(weight, encoding).levels();
        WeightGroups groups = WeightGroups.of(encoding.granularity(), Model.shapeOf(weight));
        long[] integers = new long[levels.length];
        for (int group = 0; group < groups.count(); group++) {
            long[] magnitudes = encoding.sets().get(group).integers();
            for (int i = groups.from(group); i < groups.to(group); i++) {
                integers[i] = levels[i] < 0 ? -magnitudes[-levels[i]] : magnitudes[levels[i]];
            }
        }
        List<Row> rows = new ArrayList<>();
        int count = (int) weight.size(0);
        int perRow = Math.max(1, groups.count() / count);
        int rowSize = integers.length / count;
        for (int row = 0; row < count; row++) {
            rows.add(row(
                    name, groups, groups.count() == 1 ? 0 : row * perRow, perRow, row * rowSize, rowSize, encoding));
        }
        return new IntegerWeights(integers, rows);
    }

    private static Row row(
            String name, WeightGroups groups, int first, int count, int from, int size, Encoding.Quantized encoding) {
        List<Unit> units = new ArrayList<>();
        for (int group = first; group < first + count; group++) {
            units.add(unit(
                    name, group, encoding.scales().get(group), encoding.sets().get(group)));
        }
        Unit common = units.stream()
                .filter(unit -> unit != NOTHING)
                .reduce(Unit::common)
                .orElse(NOTHING);
        List<Group> ofRow = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int group = first + i;
            boolean whole = groups.count() == 1;
            ofRow.add(new Group(
                    whole ? from : groups.from(group),
                    whole ? from + size : groups.to(group),
                    units.get(i) == NOTHING ? 0 : units.get(i).in(common),
                    !(encoding.sets().get(group) instanceof LevelSet.Fixed)));
        }
        return new Row(List.copyOf(ofRow), common);
    }

    /** What an integer of 1 stands for: the scale over the set's unit. */
    private static Unit unit(String name, int group, float scale, LevelSet set) {
        if (scale == 0) {
            return NOTHING;
        }
        if (!ShortNumber.isExact(scale, set)) {
            throw new Unfit("reads '" + name + "', whose scale " + scale + " of group " + group + " is not "
                    + set.unit() + " times a short number, so that its floats are rounded products");
        }
        return Unit.of((double) scale / set.unit());
    }
}
