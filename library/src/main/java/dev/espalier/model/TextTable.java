package dev.espalier.model;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns, for terminals. */
public final class TextTable {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final boolean[] right;
    private final int[] widths;

    /** Starts a table with its headings; a heading that begins with {@code >} is aligned to the right. */
    public TextTable(String... headings) {
        right = new boolean[headings.length];
        widths = new int[headings.length];
        String[] plain = new String[headings.length];
        for (int i = 0; i < headings.length; i++) {
            right[i] = headings[i].startsWith(">");
            plain[i] = right[i] ? headings[i].substring(1) : headings[i];
        }
        row(plain);
        rule();
    }

    /** Adds a row, one cell per heading. */
    public void row(String... cells) {
        rows.add(List.of(cells));
        for (int i = 0; i < cells.length; i++) {
            widths[i] = Math.max(widths[i], cells[i].length());
        }
    }

    /** Adds a line across. */
    public void rule() {
        rows.add(List.of());
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = row.isEmpty() ? "-".repeat(widths[i]) : row.get(i);
                String space = " ".repeat(widths[i] - cell.length());
                line.append(i == 0 ? "" : GAP).append(right[i] ? space + cell : cell + space);
            }
            lines.add(line.toString().stripTrailing());
        }
        return String.join("\n", lines);
    }
}
