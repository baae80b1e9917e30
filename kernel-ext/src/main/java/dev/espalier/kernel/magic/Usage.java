package dev.espalier.kernel.magic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Help texts, made from schemas. */
final class Usage {

    /** What a cell of the classic Notebook shows in a line, behind "Usage: ", and what terminals have. */
    private static final int WIDTH = 72;

    private Usage() {}

    /** One line: {@code %prune MODEL [--structure pattern|unstructured] [--rate RATE]}. */
    static String line(Schema schema) {
        return String.join(" ", words(schema));
    }

    /** As {@link #line}, in as many lines as that takes: front ends break long ones in the middle of words. */
    static String lines(Schema schema) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : words(schema)) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                lines.append("\n    ").append(word);
                column = 4 + word.length();
            } else {
                lines.append(column == 0 ? "" : " ").append(word);
                column += word.length() + (column == 0 ? 0 : 1);
            }
        }
        return lines.toString();
    }

    private static List<String> words(Schema schema) {
        List<String> words = new ArrayList<>();
        words.add(schema.call());
        // The rest of a line is what comes last in it, behind the options.
        List<Parameter<?>> order = new ArrayList<>(schema.parameters());
        order.sort(Comparator.comparing(parameter -> parameter.role() == Parameter.Role.LINE));
        for (Parameter<?> parameter : order) {
            words.add(
                    switch (parameter.role()) {
                        case REQUIRED -> parameter.shown();
                        case OPTIONAL -> "[" + parameter.shown() + "]";
                        case REST -> parameter.shown() + " …";
                        case WORDS -> "[" + parameter.shown() + " …]";
                        case LINE ->
                            parameter.fallback().isPresent() ? "[" + parameter.shown() + "]" : parameter.shown();
                        case OPTION, FLAG -> "[" + withValue(parameter) + "]";
                    });
        }
        return words;
    }

    /** Everything there is to know, for a terminal. */
    static String text(Schema schema) {
        List<String> lines = new ArrayList<>();
        lines.add(lines(schema));
        lines.add(sentence(schema.summary()));
        if (!schema.parameters().isEmpty()) {
            lines.add("");
            int width = schema.parameters().stream()
                    .mapToInt(p -> withValue(p).length())
                    .max()
                    .orElse(0);
            for (Parameter<?> parameter : schema.parameters()) {
                String label = withValue(parameter);
                lines.add("  " + label + " ".repeat(width - label.length()) + "  " + meaning(parameter));
            }
        }
        if (!schema.examples().isEmpty()) {
            lines.add("");
            lines.add(schema.examples().size() == 1 ? "Example:" : "Examples:");
            schema.examples().forEach(example -> lines.add("  " + example.replace("\n", "\n  ")));
        }
        return String.join("\n", lines);
    }

    /** {@code --rate RATE}, {@code -q|--quiet}, {@code MODEL}. */
    static String withValue(Parameter<?> parameter) {
        boolean valued = parameter.role() == Parameter.Role.OPTION;
        String letter = parameter.letter().isEmpty() ? "" : "-" + parameter.letter() + "|";
        return letter + parameter.shown() + (valued ? " " + parameter.kind().placeholder() : "");
    }

    static String meaning(Parameter<?> parameter) {
        boolean flag = parameter.role() == Parameter.Role.FLAG;
        return parameter.help()
                + parameter
                        .fallback()
                        .filter(word -> !flag && !word.isEmpty())
                        .map(word -> " (default " + word + ")")
                        .orElse("");
    }

    static String sentence(String phrase) {
        return phrase.isEmpty() ? "" : Character.toUpperCase(phrase.charAt(0)) + phrase.substring(1) + ".";
    }
}
