package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Features;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import java.util.ArrayList;
import java.util.List;

/**
 * The sum of one row of each of several tables for every position of a sequence, and of whole matrices. A number that is no
 * row takes the nearest one.
 *
 * @param tables that rows are taken from
 * @param added matrices [positions, features] in row order, such as an embedding of the positions themselves
 * @param output where the result goes
 */
public record Embedding(List<Table> tables, List<Plain> added, Features output) implements Task {

    /**
     * A table and the numbers of the rows.
     *
     * @param rows of the table
     * @param table [rows, features] in row order
     * @param numbers of the rows [positions]
     */
    public record Table(int rows, Plain table, Plain numbers) {}

    public Embedding {
        tables = List.copyOf(tables);
        added = List.copyOf(added);
    }

    /** Each table and its numbers, then the matrices. */
    @Override
    public List<Layout> inputs() {
        List<Layout> all = new ArrayList<>();
        tables.forEach(table -> all.addAll(List.of(table.table(), table.numbers())));
        all.addAll(added);
        return all;
    }

    @Override
    public String signature() {
        return "embedding " + tables.stream().map(Table::rows).toList() + " and " + added.size() + " " + output;
    }
}
