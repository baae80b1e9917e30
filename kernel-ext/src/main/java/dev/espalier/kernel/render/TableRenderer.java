package dev.espalier.kernel.render;

import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Tablesaw tables: the first {@value #ROWS} rows, and how many there are. In HTML the rows after them can be unfolded, page
 * by page, which needs no script and so works in saved notebooks too.
 */
public final class TableRenderer implements Renderer<Table> {

    static final int ROWS = 20;
    static final int COLUMNS = 40;

    /** Rows of a page to unfold, and how many such pages there are at most. */
    private static final int PAGE = 100;

    private static final int PAGES = 4;

    @Override
    public Class<Table> type() {
        return Table.class;
    }

    @Override
    public MimeBundle render(Table table) {
        List<Column<?>> columns = table.columns();
        List<Column<?>> shown = columns.subList(0, Math.min(COLUMNS, columns.size()));
        int rows = Math.min(ROWS, table.rowCount());
        String size = size(table.rowCount(), rows, columns.size(), shown.size());
        return MimeBundle.text(text(table, shown, rows) + size)
                .with("text/html", html(table, shown, rows, size) + pages(table, shown));
    }

    private static String pages(Table table, List<Column<?>> shown) {
        StringBuilder pages = new StringBuilder();
        for (int page = 0; page < PAGES; page++) {
            int from = ROWS + page * PAGE;
            int to = Math.min(from + PAGE, table.rowCount());
            if (from >= to) {
                return pages.toString();
            }
            pages.append("<details><summary>rows %,d to %,d</summary>".formatted(from + 1, to))
                    .append(html(shown, from, to))
                    .append("</details>");
        }
        int end = ROWS + PAGES * PAGE;
        return end >= table.rowCount()
                ? pages.toString()
                : pages.append(Html.note("%,d rows more; table.inRange(from, to) takes some of them"
                                .formatted(table.rowCount() - end)))
                        .toString();
    }

    private static String text(Table table, List<Column<?>> shown, int rows) {
        if (shown.isEmpty()) {
            return table.name() + "\n";
        }
        return Table.create(table.name(), new ArrayList<>(shown)).first(rows).print(ROWS) + "\n";
    }

    private static String html(Table table, List<Column<?>> shown, int rows, String size) {
        String name = table.name() == null || table.name().isBlank() ? "" : Html.note(table.name());
        return name + html(shown, 0, rows) + (size.isEmpty() ? "" : Html.note(size));
    }

    private static String html(List<Column<?>> shown, int from, int to) {
        List<Html.Column> headings = shown.stream()
                .map(column -> column instanceof NumericColumn
                        ? Html.Column.number(column.name())
                        : Html.Column.text(column.name()))
                .toList();
        List<List<String>> cells = new ArrayList<>();
        for (int i = from; i < to; i++) {
            int row = i;
            cells.add(shown.stream().map(column -> column.getString(row)).toList());
        }
        return Html.table(headings, cells);
    }

    /** A whole table inside a page, under its name. */
    static String html(Table table) {
        return html(table, table.columns(), table.rowCount(), "");
    }

    private static String size(int rows, int rowsShown, int columns, int columnsShown) {
        return count(rows, rowsShown, "row") + ", " + count(columns, columnsShown, "column");
    }

    private static String count(int all, int shown, String what) {
        String plural = "%,d %s".formatted(all, all == 1 ? what : what + "s");
        return shown < all ? "first %,d of %s".formatted(shown, plural) : plural;
    }
}
