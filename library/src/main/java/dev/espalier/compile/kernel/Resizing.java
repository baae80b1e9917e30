package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Layout;
import java.util.List;

/**
 * Images at another extent: every pixel of the result is a mean of four pixels, weighted by their nearness.
 *
 * @param rows for each row of the result, from which two rows
 * @param columns for each column of the result, from which two columns
 * @param image where the images are
 * @param output where the result goes
 */
public record Resizing(List<Between> rows, List<Between> columns, Blocked image, Blocked output) implements Task {

    /**
     * A place between two pixels.
     *
     * @param first the one pixel
     * @param second the other, or the same
     * @param share of the second in the mean, 0 to 1
     */
    public record Between(int first, int second, float share) {}

    public Resizing {
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
    }

    /** Whether every pixel is a copy of one. */
    boolean copies() {
        return rows.stream().allMatch(row -> row.share() == 0)
                && columns.stream().allMatch(column -> column.share() == 0);
    }

    @Override
    public List<Layout> inputs() {
        return List.of(image);
    }

    @Override
    public String signature() {
        return "resize " + image + " " + output + " " + rows + " " + columns;
    }
}
