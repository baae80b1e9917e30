package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import java.util.List;

/**
 * Rows of a table by their numbers, in row order. A number that is no row takes the nearest one: generated code has nobody
 * to tell.
 *
 * @param rows of the table
 * @param length of a row
 * @param count how many are taken
 * @param table where the table is
 * @param numbers where the rows' numbers are
 * @param output where the result goes
 */
public record Rows(int rows, int length, int count, Plain table, Plain numbers, Plain output) implements Task {

    @Override
    public List<Layout> inputs() {
        return List.of(table, numbers);
    }

    @Override
    public String signature() {
        return "rows " + count + " of " + rows + "x" + length;
    }
}
