package dev.espalier.kernel.render;

import java.util.ArrayList;
import java.util.List;

/**
 * Building blocks of the HTML this kernel shows: static, without scripts, and without colours of its own, so that it reads
 * on dark and on light themes and in a saved notebook.
 */
public final class Html {

    private Html() {}

    /** The text with the five characters that mean something to HTML replaced. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** Fixed-width text with its line breaks. */
    public static String preformatted(String text) {
        return "<pre style=\"margin:0\">" + escape(text) + "</pre>";
    }

    /** A small line above or below the thing it speaks of. */
    public static String note(String text) {
        return "<div style=\"opacity:.7;font-size:90%\">" + escape(text) + "</div>";
    }

    /** A column of a table: its heading, and whether its cells line up at the right as numbers do. */
    public record Column(String heading, boolean numeric) {

        /** A column of words. */
        public static Column text(String heading) {
            return new Column(heading, false);
        }

        /** A column of numbers. */
        public static Column number(String heading) {
            return new Column(heading, true);
        }
    }

    /**
     * A table of plain text.
     *
     * @param columns the heading row; left out when every heading is empty
     * @param rows each with one cell per column
     * @throws IllegalArgumentException if a row has another number of cells
     */
    public static String table(List<Column> columns, List<List<String>> rows) {
        List<List<String>> escaped = new ArrayList<>();
        for (List<String> row : rows) {
            escaped.add(row.stream().map(Html::escape).toList());
        }
        return tableOfHtml(columns, escaped);
    }

    /** As {@link #table}, but the cells of the rows are HTML already. */
    public static String tableOfHtml(List<Column> columns, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<table style=\"border-collapse:collapse\">");
        if (columns.stream().anyMatch(column -> !column.heading().isEmpty())) {
            html.append("<thead><tr>");
            for (Column column : columns) {
                html.append("<th").append(align(column)).append('>');
                html.append(escape(column.heading())).append("</th>");
            }
            html.append("</tr></thead>");
        }
        html.append("<tbody>");
        for (List<String> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "a row has " + row.size() + " cells, the table " + columns.size() + " columns: " + row);
            }
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                html.append("<td").append(align(columns.get(i))).append('>');
                html.append(row.get(i)).append("</td>");
            }
            html.append("</tr>");
        }
        return html.append("</tbody></table>").toString();
    }

    private static String align(Column column) {
        return " style=\"text-align:" + (column.numeric() ? "right" : "left") + "\"";
    }
}
