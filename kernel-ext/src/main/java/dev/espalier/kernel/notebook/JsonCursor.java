package dev.espalier.kernel.notebook;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A place in a notebook file that knows its name, so that every complaint says where.
 *
 * @param where file and cell, for people: {@code "a.ipynb, cell 3"}
 * @param path field within that, empty at the top
 */
record JsonCursor(String where, String path, JsonNode node) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    JsonCursor inCell(int number) {
        return new JsonCursor(where + ", cell " + number, "", node);
    }

    boolean has(String field) {
        return node.has(field);
    }

    /** The object in a field. */
    JsonCursor object(String field) throws NotebookException {
        JsonCursor found = need(field);
        if (!found.node.isObject()) {
            throw found.expected("an object");
        }
        return found;
    }

    /** The objects listed in a field. */
    List<JsonCursor> objects(String field) throws NotebookException {
        JsonCursor list = need(field);
        if (!list.node.isArray()) {
            throw list.expected("a list");
        }
        List<JsonCursor> items = new ArrayList<>();
        for (JsonNode item : list.node) {
            JsonCursor at = new JsonCursor(where, list.path + "[" + items.size() + "]", item);
            if (!item.isObject()) {
                throw at.expected("an object");
            }
            items.add(at);
        }
        return items;
    }

    String string(String field) throws NotebookException {
        JsonCursor found = need(field);
        if (!found.node.isTextual()) {
            throw found.expected("a string");
        }
        return found.node.textValue();
    }

    /** Text stored as a string or as a list of strings. */
    String text(String field) throws NotebookException {
        JsonCursor found = need(field);
        if (found.node.isTextual()) {
            return found.node.textValue();
        }
        return String.join("", found.strings());
    }

    List<String> strings(String field) throws NotebookException {
        return need(field).strings();
    }

    private List<String> strings() throws NotebookException {
        List<String> lines = new ArrayList<>();
        for (JsonNode line : node) {
            if (!line.isTextual()) {
                throw expected("strings only");
            }
            lines.add(line.textValue());
        }
        if (!node.isArray()) {
            throw expected("a string or a list of strings");
        }
        return lines;
    }

    int integer(String field) throws NotebookException {
        JsonCursor found = need(field);
        if (!found.node.canConvertToInt() || !found.node.isIntegralNumber()) {
            throw found.expected("a whole number");
        }
        return found.node.intValue();
    }

    /** A whole number, or empty for null. */
    OptionalInt integerOrNull(String field) throws NotebookException {
        return node.path(field).isNull() ? OptionalInt.empty() : OptionalInt.of(integer(field));
    }

    /** The object in a field as plain values; empty where the field is absent. */
    Map<String, Object> map(String field) throws NotebookException {
        return has(field) ? object(field).plain() : Map.of();
    }

    /** This object as plain values. */
    Map<String, Object> plain() {
        return MAPPER.convertValue(node, new TypeReference<Map<String, Object>>() {});
    }

    NotebookException expected(String what) {
        String found =
                switch (node.getNodeType()) {
                    case MISSING -> "nothing";
                    case NULL -> "null";
                    case ARRAY -> "a list";
                    case OBJECT -> "an object";
                    default -> {
                        String shown = node.toString();
                        yield shown.length() > 40 ? shown.substring(0, 40) + "…" : shown;
                    }
                };
        return wrong("field '" + path + "' should hold " + what + ", found " + found);
    }

    NotebookException wrong(String message) {
        return new NotebookException(where + ": " + message);
    }

    private JsonCursor need(String field) throws NotebookException {
        JsonCursor found = new JsonCursor(where, path.isEmpty() ? field : path + "." + field, node.path(field));
        if (found.node.isMissingNode()) {
            throw wrong("field '" + found.path + "' is missing");
        }
        return found;
    }
}
