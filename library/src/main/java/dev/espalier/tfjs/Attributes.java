package dev.espalier.tfjs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The attributes of a node, in the JSON form of TensorFlow's protocol buffers: whole numbers may be written as strings,
 * strings are base64.
 *
 * @param json an object, or missing
 */
record Attributes(JsonNode json) {

    /** Whether there is such an attribute. */
    boolean has(String name) {
        return json.has(name);
    }

    boolean flag(String name) {
        return json.path(name).path("b").asBoolean(false);
    }

    double number(String name, double otherwise) {
        return json.path(name).path("f").asDouble(otherwise);
    }

    /** A string, or {@code otherwise} if it is left out. */
    String text(String name, String otherwise) {
        JsonNode text = json.path(name).path("s");
        return text.isMissingNode() ? otherwise : decode(text.asText());
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        json.path(name).path("list").path("s").forEach(text -> texts.add(decode(text.asText())));
        return texts;
    }

    /** A list of whole numbers; empty if it is left out. */
    List<Integer> integers(String name) {
        List<Integer> integers = new ArrayList<>();
        json.path(name).path("list").path("i").forEach(number -> integers.add(integer(name, number)));
        return integers;
    }

    /** The dimensions of a shape, -1 for an open one. */
    List<Integer> shape(String name) {
        JsonNode shape = json.path(name).path("shape");
        if (shape.isMissingNode() || shape.path("unknownRank").asBoolean(false)) {
            throw new Malformed("attribute '" + name + "' does not say how many dimensions there are");
        }
        List<Integer> dims = new ArrayList<>();
        shape.path("dim").forEach(dim -> dims.add(dim.has("size") ? integer(name, dim.path("size")) : -1));
        return dims;
    }

    private static int integer(String name, JsonNode number) {
        try {
            return Integer.parseInt(number.asText());
        } catch (NumberFormatException none) {
            throw new Malformed("attribute '" + name + "' holds " + number + ", which is no whole number", none);
        }
    }

    private static String decode(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException plain) {
            return text;
        }
    }
}
