package dev.espalier.fpga;

import dev.espalier.model.LevelSet;

/**
 * Output rows of a matrix product whose weights have one level set.
 *
 * @param rows at least 1
 */
public record RowGroup(LevelSet set, int rows) {

    public RowGroup {
        if (rows < 1) {
            throw new IllegalArgumentException(rows + " rows of " + set + "; a group has at least 1");
        }
    }

    @Override
    public String toString() {
        return rows + " rows of " + set;
    }
}
