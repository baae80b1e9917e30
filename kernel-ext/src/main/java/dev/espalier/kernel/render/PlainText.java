package dev.espalier.kernel.render;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.BaseStream;

/**
 * Any value as text that fits a screen. Arrays, collections and maps are written element by element, nested ones too, and
 * cut where they grow long: {@code [1, 2, 3, … 97 more]}. Everything else is what its {@code toString} says.
 */
final class PlainText {

    /** Elements shown of one array, collection or map. */
    static final int ELEMENTS = 100;

    /** Elements shown altogether, however they nest. */
    static final int ALL_ELEMENTS = 1_000;

    /** Characters shown of one text. */
    static final int CHARACTERS = 100_000;

    private static final int DEPTH = 8;

    private static final int IN_SHORT = 160;

    private final StringBuilder text = new StringBuilder();
    private int left = ALL_ELEMENTS;

    private PlainText() {}

    static String of(Object value) {
        PlainText writer = new PlainText();
        writer.append(value, 0);
        return writer.text.toString();
    }

    private void append(Object value, int depth) {
        if (value != null && value.getClass().isArray()) {
            appendArray(value, depth);
        } else if (value instanceof Collection<?> collection) {
            appendAll("[", collection.iterator(), collection.size(), ", ", "]", depth, e -> append(e, depth + 1));
        } else if (value instanceof Optional<?> optional) {
            text.append(optional.isPresent() ? "Optional[" : "Optional.empty");
            optional.ifPresent(held -> {
                append(held, depth + 1);
                text.append(']');
            });
        } else if (value instanceof BaseStream<?, ?>) {
            text.append("a stream");
        } else if (CellRecord.is(value)) {
            appendRecord(value, depth);
        } else if (value instanceof Map<?, ?> map) {
            appendAll("{", map.entrySet().iterator(), map.size(), ", ", "}", depth, entry -> {
                append(entry.getKey(), depth + 1);
                text.append('=');
                append(entry.getValue(), depth + 1);
            });
        } else {
            text.append(leaf(value));
            left--;
        }
    }

    /** What the language makes of a record shows arrays by their addresses. */
    private void appendRecord(Object value, int depth) {
        String usual = leaf(value);
        try {
            if (depth >= DEPTH || !CellRecord.hasUsualText(value, usual)) {
                text.append(usual);
                left--;
                return;
            }
            Map<String, Object> components = CellRecord.components(value);
            appendAll(
                    value.getClass().getSimpleName() + "[",
                    components.entrySet().iterator(),
                    components.size(),
                    ", ",
                    "]",
                    depth,
                    component -> {
                        text.append(component.getKey()).append('=');
                        append(component.getValue(), depth + 1);
                    });
        } catch (ReflectiveOperationException e) {
            text.append(usual);
        }
    }

    /** A value on one line of a table. */
    static String inShort(Object value) {
        String line = of(value).replaceAll("\\s*\n\\s*", " ");
        return line.length() <= IN_SHORT ? line : line.substring(0, IN_SHORT) + "…";
    }

    /** Rows of a nested array stand below each other, as in a matrix. */
    private void appendArray(Object array, int depth) {
        boolean rows = array.getClass().getComponentType().isArray();
        String separator = rows ? ",\n" + " ".repeat(depth + 1) : ", ";
        int length = Array.getLength(array);
        Iterator<Object> elements = new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < length;
            }

            @Override
            public Object next() {
                return Array.get(array, next++);
            }
        };
        appendAll("[", elements, length, separator, "]", depth, element -> append(element, depth + 1));
    }

    private <E> void appendAll(
            String open, Iterator<E> elements, int size, String separator, String close, int depth, Consumer<E> each) {
        text.append(open);
        int shown = 0;
        while (elements.hasNext() && shown < ELEMENTS && left > 0 && depth < DEPTH) {
            text.append(shown == 0 ? "" : separator);
            each.accept(elements.next());
            shown++;
        }
        if (shown < size) {
            text.append(shown == 0 ? "" : separator).append("… ").append("%,d more".formatted(size - shown));
        }
        text.append(close);
    }

    private static String leaf(Object value) {
        String whole;
        try {
            whole = String.valueOf(value);
        } catch (RuntimeException | StackOverflowError e) {
            return value.getClass().getName() + " (its toString failed with " + e + ")";
        }
        if (whole == null) {
            return value.getClass().getName() + " (its toString gave null)";
        }
        int more = whole.length() - CHARACTERS;
        return more <= 0 ? whole : whole.substring(0, CHARACTERS) + "… %,d more characters".formatted(more);
    }
}
