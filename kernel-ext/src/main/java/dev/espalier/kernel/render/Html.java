package dev.espalier.kernel.render;

import java.util.Base64;
import java.util.List;

/**
 * Building blocks of the HTML this kernel shows: static, without scripts, and without colours of its own, so that it reads
 * on dark and on light themes and in a saved notebook.
 */
public final class Html {

    /** Tables of more columns are set closely, to fit a page. */
    private static final int LOOSE_COLUMNS = 6;

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

    /**
     * A picture inside the page, as large as it is or as fits.
     *
     * @param png the file
     * @param alt what it shows, for who cannot see it
     */
    public static String image(byte[] png, String alt) {
        return image(png, alt, "style=\"max-width:100%;border-radius:4px\"");
    }

    /** A picture as GIF, which may be animated. */
    public static String gif(byte[] gif, String alt) {
        return image("image/gif", gif, alt, "style=\"max-width:100%\"");
    }

    /** A small picture, enlarged to a width in pixels of the page that is a multiple of its own, with sharp edges. */
    public static String enlarged(byte[] png, String alt, int width) {
        return image(png, alt, "width=\"" + width + "\" style=\"image-rendering:pixelated\"");
    }

    private static String image(byte[] png, String alt, String attributes) {
        return image("image/png", png, alt, attributes);
    }

    private static String image(String type, byte[] bytes, String alt, String attributes) {
        return "<img src=\"data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes) + "\" alt=\""
                + escape(alt) + "\" " + attributes + ">";
    }

    /**
     * A column of a table.
     *
     * @param heading above it
     * @param numeric whether its cells line up at the right, as numbers do
     * @param wraps whether its cells may take several lines
     */
    public record Column(String heading, boolean numeric, boolean wraps) {

        /** A column of sentences. */
        public static Column text(String heading) {
            return new Column(heading, false, true);
        }

        /** A column of names. */
        public static Column name(String heading) {
            return new Column(heading, false, false);
        }

        /** A column of numbers. */
        public static Column number(String heading) {
            return new Column(heading, true, false);
        }

        /** That of a table of text, where the headings of numbers begin with {@code >}. */
        public static Column of(String heading) {
            String plain = heading.startsWith(">") ? heading.substring(1) : heading;
            String shown = List.of("ms", "µs").contains(plain)
                    ? plain
                    : Character.toUpperCase(plain.charAt(0)) + plain.substring(1);
            return new Column(shown, heading.startsWith(">"), false);
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
        return tableOfHtml(columns, rows.stream().map(Html::escaped).toList());
    }

    /** As {@link #table}, with a last row in bold that sums the others up. */
    public static String table(List<Column> columns, List<List<String>> rows, List<String> total) {
        return tableOfHtml(columns, rows.stream().map(Html::escaped).toList(), bold(total));
    }

    /** A last row that sums the others up. */
    static List<String> bold(List<String> total) {
        return total.stream().map(cell -> "<b>" + escape(cell) + "</b>").toList();
    }

    private static List<String> escaped(List<String> cells) {
        return cells.stream().map(Html::escape).toList();
    }

    /** As {@link #table}, but the cells of the rows are HTML already. */
    public static String tableOfHtml(List<Column> columns, List<List<String>> rows) {
        return tableOfHtml(columns, rows, List.of());
    }

    static String tableOfHtml(List<Column> columns, List<List<String>> rows, List<String> total) {
        StringBuilder html = new StringBuilder("<table style=\"border-collapse:collapse;margin:.3em 0\">");
        if (columns.stream().anyMatch(column -> !column.heading().isEmpty())) {
            html.append("<thead><tr>");
            for (Column column : columns) {
                html.append("<th").append(style(column, columns.size())).append('>');
                html.append(escape(column.heading())).append("</th>");
            }
            html.append("</tr></thead>");
        }
        html.append("<tbody>");
        rows.forEach(row -> html.append(row(columns, row)));
        html.append("</tbody>");
        if (!total.isEmpty()) {
            html.append("<tfoot>").append(row(columns, total)).append("</tfoot>");
        }
        return html.append("</table>").toString();
    }

    private static String row(List<Column> columns, List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "a row has " + cells.size() + " cells, the table " + columns.size() + " columns: " + cells);
        }
        StringBuilder html = new StringBuilder("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            html.append("<td").append(style(columns.get(i), columns.size())).append('>');
            html.append(cells.get(i)).append("</td>");
        }
        return html.append("</tr>").toString();
    }

    private static String style(Column column, int columns) {
        return " style=\"text-align:" + (column.numeric() ? "right" : "left")
                + (column.wraps() ? "" : ";white-space:nowrap")
                + (columns > LOOSE_COLUMNS ? ";padding:.3em .45em" : "")
                + (columns > LOOSE_COLUMNS && column.wraps() ? ";min-width:9em" : "") + "\"";
    }
}
