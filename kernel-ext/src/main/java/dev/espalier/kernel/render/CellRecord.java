package dev.espalier.kernel.render;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Records that cells declare: their authors get to see them component by component, without writing a renderer. */
final class CellRecord {

    private CellRecord() {}

    /** Whether a value is such a record. */
    static boolean is(Object value) {
        return value instanceof Record && value.getClass().getName().startsWith("REPL.$JShell$");
    }

    static List<String> names(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    static Map<String, Object> components(Object value) throws ReflectiveOperationException {
        Map<String, Object> components = new LinkedHashMap<>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            component.getAccessor().setAccessible(true);
            components.put(component.getName(), component.getAccessor().invoke(value));
        }
        return components;
    }

    static List<String> cells(Object value) throws ReflectiveOperationException {
        List<String> cells = new ArrayList<>();
        for (Object component : components(value).values()) {
            cells.add(PlainText.inShort(component));
        }
        return cells;
    }

    /** Whether the record has the text that the language gives it, and not one of its own. */
    static boolean hasUsualText(Object value, String text) throws ReflectiveOperationException {
        String usual = components(value).entrySet().stream()
                .map(component -> component.getKey() + "=" + component.getValue())
                .collect(Collectors.joining(", ", value.getClass().getSimpleName() + "[", "]"));
        return usual.equals(text);
    }
}
