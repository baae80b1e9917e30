package dev.espalier.model;

import dev.espalier.model.op.Shape;

/**
 * Where the groups of a {@link Granularity} lie in the numbers of a tensor, row-major.
 *
 * @param count how many there are
 * @param perRow how many of them share a row
 * @param rowSize weights of a row
 * @param groupSize weights of a full group
 */
public record WeightGroups(int count, int perRow, int rowSize, int groupSize) {

    /** The groups of a tensor of some shape. */
    public static WeightGroups of(Granularity granularity, Shape weight) {
        int count = granularity.groups(weight);
        int size = Math.toIntExact(weight.size());
        if (granularity instanceof Granularity.PerTensor) {
            return new WeightGroups(count, 1, size, size);
        }
        int rows = weight.dim(0);
        return new WeightGroups(count, count / rows, size / rows, Math.toIntExact(granularity.groupSize(weight)));
    }

    /** The first weight of a group. */
    public int from(int group) {
        return group / perRow * rowSize + group % perRow * groupSize;
    }

    /** The weight after the last of a group. */
    public int to(int group) {
        return Math.min(from(group) + groupSize, (group / perRow + 1) * rowSize);
    }
}
