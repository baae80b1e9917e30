package dev.espalier.model.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.Nearest;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JSON object being read: every field must be there, be of its type, and be asked for; complaints say where it is.
 */
final class Fields {

    private final ObjectNode object;
    private final String place;
    private final Set<String> read = new LinkedHashSet<>();

    /**
     * Starts reading.
     *
     * @param place path of the object within the document, such as {@code graph.nodes[3]}; empty for the document
     */
    Fields(JsonNode node, String place) {
        if (!(node instanceof ObjectNode found)) {
            throw new FormatException((place.isEmpty() ? "the document" : place) + " must be an object, found " + node);
        }
        this.object = found;
        this.place = place;
    }

    boolean has(String field) {
        return object.has(field);
    }

    String text(String field) {
        return text(get(field), path(field));
    }

    int integer(String field) {
        return integer(get(field), path(field));
    }

    List<Integer> integers(String field) {
        List<Integer> integers = new ArrayList<>();
        for (JsonNode node : list(field)) {
            integers.add(integer(node, path(field) + "[" + integers.size() + "]"));
        }
        return integers;
    }

    boolean flag(String field) {
        JsonNode node = get(field);
        if (!node.isBoolean()) {
            throw expected("true or false", node, path(field));
        }
        return node.booleanValue();
    }

    double number(String field) {
        JsonNode node = get(field);
        if (!node.isNumber()) {
            throw expected("a number", node, path(field));
        }
        return node.doubleValue();
    }

    /** Height and width, written as a list of two. */
    Size2d size(String field) {
        List<JsonNode> sides = list(field);
        if (sides.size() != 2) {
            throw expected("[height, width]", get(field), path(field));
        }
        return new Size2d(integer(sides.get(0), path(field) + "[0]"), integer(sides.get(1), path(field) + "[1]"));
    }

    /** Dimensions; an open batch is written {@code "N"}. */
    Shape shape(String field) {
        List<Integer> dims = new ArrayList<>();
        for (JsonNode dim : list(field)) {
            dims.add(dim.isTextual() && dim.textValue().equals("N") ? Shape.BATCH : integer(dim, path(field)));
        }
        try {
            return new Shape(dims);
        } catch (IllegalArgumentException refused) {
            throw new FormatException(path(field) + ": " + refused.getMessage(), refused);
        }
    }

    /** A constant of an enum by its name. */
    <E extends Enum<E>> E constant(String field, Class<E> type) {
        String name = text(field);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new FormatException(path(field) + " must be one of "
                        + Arrays.toString(type.getEnumConstants()) + ", found '" + name + "'"));
    }

    Fields object(String field) {
        return new Fields(get(field), path(field));
    }

    List<Fields> objects(String field) {
        List<Fields> objects = new ArrayList<>();
        for (JsonNode node : list(field)) {
            objects.add(new Fields(node, path(field) + "[" + objects.size() + "]"));
        }
        return objects;
    }

    /** An object whose fields are names rather than words of the format: one object each. */
    Map<String, Fields> objectsByName(String field) {
        Fields named = object(field);
        Map<String, Fields> objects = new LinkedHashMap<>();
        named.object.properties().forEach(entry -> objects.put(entry.getKey(), named.object(entry.getKey())));
        return objects;
    }

    /** An object whose fields are names rather than words of the format: one text each. */
    Map<String, String> textsByName(String field) {
        Fields named = object(field);
        Map<String, String> texts = new LinkedHashMap<>();
        named.object.properties().forEach(entry -> texts.put(entry.getKey(), named.text(entry.getKey())));
        return texts;
    }

    List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode node : list(field)) {
            texts.add(text(node, path(field) + "[" + texts.size() + "]"));
        }
        return texts;
    }

    /** Fails if the object has a field nobody asked for. */
    void end() {
        object.fieldNames().forEachRemaining(field -> {
            if (!read.contains(field)) {
                throw new FormatException(path(field) + " is no field of this format" + Nearest.hint(field, read));
            }
        });
    }

    /** A complaint about a field. */
    FormatException complain(String field, String complaint) {
        return new FormatException(path(field) + " " + complaint);
    }

    String place() {
        return place;
    }

    private JsonNode get(String field) {
        read.add(field);
        JsonNode node = object.get(field);
        if (node == null) {
            throw new FormatException(path(field) + " is missing");
        }
        return node;
    }

    private List<JsonNode> list(String field) {
        JsonNode node = get(field);
        if (!node.isArray()) {
            throw expected("a list", node, path(field));
        }
        List<JsonNode> list = new ArrayList<>();
        node.forEach(list::add);
        return list;
    }

    private static String text(JsonNode node, String path) {
        if (!node.isTextual()) {
            throw expected("a text", node, path);
        }
        return node.textValue();
    }

    private static int integer(JsonNode node, String path) {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw expected("a whole number", node, path);
        }
        return node.intValue();
    }

    private static FormatException expected(String what, JsonNode found, String path) {
        return new FormatException(path + " must be " + what + ", found " + found);
    }

    private String path(String field) {
        return place.isEmpty() ? field : place + "." + field;
    }
}
