package dev.espalier.kernel.render;

import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Tablesaw tables: the first {@value #ROWS} rows, and how many there are. */
public final class TableRenderer implements Renderer<Table> {

    static final int ROWS = 20;
    static final int COLUMNS = 40;

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
        return MimeBundle.text(text(table, shown, rows) + size).with("text/html", html(table, shown, rows, size));
    }

    private static String text(Table table, List<Column<?>> shown, int rows) {
        if (shown.isEmpty()) {
            return table.name() + "\n";
        }
        return Table.create(table.name(), new ArrayList<>(shown)).first(rows).print(ROWS) + "\n";
    }

    private static String html(Table table, List<Column<?>> shown, int rows, String size) {
        List<Html.Column> headings = shown.stream()
                .map(column -> column instanceof NumericColumn
                        ? Html.Column.number(column.name())
                        : Html.Column.text(column.name()))
                .toList();
        List<List<String>> cells = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            int row = i;
            cells.add(shown.stream().map(column -> column.getString(row)).toList());
        }
        String name = table.name() == null || table.name().isBlank() ? "" : Html.note(table.name());
        return name + Html.table(headings, cells) + (size.isEmpty() ? "" : Html.note(size));
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
