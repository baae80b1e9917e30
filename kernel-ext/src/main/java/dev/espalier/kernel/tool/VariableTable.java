package dev.espalier.kernel.tool;

import dev.espalier.kernel.evaluate.Variable;
import dev.espalier.kernel.render.Html;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Showable;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The answer to {@code %whos}. */
public record VariableTable(List<Row> rows) implements Showable {

    private static final int LONGEST = 60;

    /** One variable: its name, its declared type, and its value in a few words. */
    public record Row(String name, String type, String value) {}

    public VariableTable {
        rows = List.copyOf(rows);
    }

    static VariableTable of(List<Variable> variables) {
        return new VariableTable(variables.stream()
                .map(variable -> new Row(variable.name(), variable.type(), inShort(variable.value())))
                .toList());
    }

    /** A value in a few words, on one line. */
    public static String inShort(Object value) {
        if (value == null) {
            return "null";
        } else if (value instanceof Collection<?> collection) {
            return count(collection.size(), "element");
        } else if (value instanceof Map<?, ?> map) {
            return count(map.size(), "entry").replace("entrys", "entries");
        } else if (value.getClass().isArray()) {
            return count(Array.getLength(value), "element");
        }
        String text;
        try {
            text = String.valueOf(value);
        } catch (RuntimeException e) {
            return "(its toString failed with " + e + ")";
        }
        String line = text.lines().findFirst().orElse("");
        String cut = line.length() > LONGEST ? line.substring(0, LONGEST) : line;
        return (value instanceof CharSequence ? "\"" + cut + "\"" : cut) + (cut.length() < text.length() ? "…" : "");
    }

    private static String count(int n, String what) {
        return "%,d %s".formatted(n, n == 1 ? what : what + "s");
    }

    @Override
    public String toString() {
        if (rows.isEmpty()) {
            return "no variables";
        }
        int names = rows.stream().mapToInt(row -> row.name.length()).max().orElse(0);
        int types = rows.stream().mapToInt(row -> row.type.length()).max().orElse(0);
        return rows.stream()
                .map(row -> row.name
                        + " ".repeat(names - row.name.length() + 2)
                        + row.type
                        + " ".repeat(types - row.type.length() + 2)
                        + row.value)
                .collect(Collectors.joining("\n"));
    }

    @Override
    public MimeBundle show() {
        if (rows.isEmpty()) {
            return MimeBundle.text(toString());
        }
        List<List<String>> cells =
                rows.stream().map(row -> List.of(row.name, row.type, row.value)).toList();
        return MimeBundle.text(toString())
                .with(
                        "text/html",
                        Html.table(
                                List.of(
                                        Html.Column.name("Variable"),
                                        Html.Column.name("Type"),
                                        Html.Column.text("Value")),
                                cells));
    }
}
