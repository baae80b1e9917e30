package dev.espalier.kernel.notebook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values for the variables a notebook declares in its cell tagged {@code parameters}. They are assigned in a cell of
 * their own after that one, tagged {@code injected-parameters} (the convention of papermill), which replaces an earlier
 * one.
 */
public final class NotebookParameters {
    private static final Pattern DECLARATION =
            Pattern.compile("(?m)^\\s*(?:final\\s+)?([\\w.<>\\[\\], ]*?[\\w>\\]])\\s+(\\w+)\\s*=\\s*([^=;][^;\\n]*);?");
    private static final Pattern PLAIN = Pattern.compile("[+-]?\\d[\\d_]*");

    private NotebookParameters() {}

    /**
     * The notebook with the values injected.
     *
     * @param values variable name to value as written on the command line; a text needs no quotes
     * @throws NotebookException if the notebook declares no such parameter, or a value does not suit its type
     */
    public static Notebook inject(Notebook notebook, Map<String, String> values) throws NotebookException {
        if (values.isEmpty()) {
            return notebook;
        }
        Cell declaring = notebook.cells().stream()
                .filter(cell -> cell instanceof Cell.Code && cell.tagged("parameters"))
                .findFirst()
                .orElseThrow(() -> new NotebookException("parameters " + values.keySet()
                        + " were given, but the notebook has no cell tagged 'parameters' that declares them"));
        Map<String, String> declared = declarations(declaring.source());
        StringBuilder source = new StringBuilder("// Given on the command line.");
        for (Map.Entry<String, String> each : values.entrySet()) {
            String type = declared.get(each.getKey());
            if (type == null) {
                throw new NotebookException("there is no parameter '" + each.getKey() + "'; the notebook declares "
                        + String.join(", ", declared.keySet()));
            }
            source.append('\n')
                    .append(each.getKey())
                    .append(" = ")
                    .append(literal(each.getKey(), type, each.getValue()))
                    .append(';');
        }
        List<Cell> cells = new ArrayList<>();
        for (Cell cell : notebook.cells()) {
            if (!cell.tagged("injected-parameters")) {
                cells.add(cell);
            }
            if (cell == declaring) {
                cells.add(new Cell.Code(
                        Cell.idFor(cells.size(), source.toString()),
                        source.toString(),
                        Map.of("tags", List.of("injected-parameters"))));
            }
        }
        return notebook.with(cells);
    }

    /** Variable names to types, {@code var} resolved where the initial value is a literal. */
    private static Map<String, String> declarations(String source) {
        Map<String, String> types = new LinkedHashMap<>();
        Matcher each = DECLARATION.matcher(source);
        while (each.find()) {
            String type = each.group(1);
            types.put(each.group(2), type.equals("var") ? typeOf(each.group(3).strip()) : type);
        }
        return types;
    }

    private static String typeOf(String literal) {
        if (literal.startsWith("\"")) {
            return "String";
        } else if (literal.equals("true") || literal.equals("false")) {
            return "boolean";
        } else if (PLAIN.matcher(literal).matches()) {
            return "int";
        }
        return literal.matches("[+-]?[\\d_]*\\.?\\d+([eE][+-]?\\d+)?[dD]?") ? "double" : "var";
    }

    private static String literal(String name, String type, String value) throws NotebookException {
        try {
            return switch (type) {
                case "String" -> quoted(value);
                case "int" -> String.valueOf(Integer.parseInt(value.replace("_", "")));
                case "long" -> Long.parseLong(value.replace("_", "")) + "L";
                case "double" -> finite(Double.parseDouble(value));
                case "float" -> finite(Float.parseFloat(value)) + "f";
                case "boolean" -> {
                    if (!value.equals("true") && !value.equals("false")) {
                        throw new NumberFormatException();
                    }
                    yield value;
                }
                default -> value; // Any Java expression: the notebook's own types are unknown here.
            };
        } catch (NumberFormatException unsuited) {
            throw new NotebookException("parameter '" + name + "' is of type " + type + ", found '" + value + "'");
        }
    }

    private static String finite(Number value) {
        if (!Double.isFinite(value.doubleValue())) {
            throw new NumberFormatException();
        }
        return String.valueOf(value);
    }

    private static String quoted(String text) {
        StringBuilder java = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"', '\\' -> java.append('\\').append(c);
                case '\n' -> java.append("\\n");
                case '\t' -> java.append("\\t");
                case '\r' -> java.append("\\r");
                default -> java.append(c);
            }
        }
        return java.append('"').toString();
    }
}
