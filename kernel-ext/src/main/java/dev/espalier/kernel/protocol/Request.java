package dev.espalier.kernel.protocol;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import org.dflib.jjava.jupyter.messages.Header;

/**
 * A message from a front end. Its content stays JSON: what a front end leaves out has the protocol's default, not that
 * of a Java field.
 *
 * @param identities the way back
 * @param header as received; replies carry it as their parent
 * @param type such as {@code execute_request}
 * @param content its fields
 */
record Request(List<byte[]> identities, Header<?> header, String type, JsonObject content) {

    /** A string field. */
    String string(String field) {
        return optional(field)
                .map(JsonElement::getAsString)
                .orElseThrow(() -> new IllegalArgumentException(type + " lacks the field " + field));
    }

    /** A boolean field, or its default. */
    boolean flag(String field, boolean otherwise) {
        return optional(field).map(JsonElement::getAsBoolean).orElse(otherwise);
    }

    /** A whole number, or its default. */
    int number(String field, int otherwise) {
        return optional(field).map(JsonElement::getAsInt).orElse(otherwise);
    }

    /** An object; empty where it is missing. */
    JsonObject object(String field) {
        return optional(field).map(JsonElement::getAsJsonObject).orElseGet(JsonObject::new);
    }

    /** Where the cursor is in {@code code}, in UTF-16 units; the protocol counts code points. */
    int cursor() {
        String code = string("code");
        int points = code.codePointCount(0, code.length());
        return code.offsetByCodePoints(0, Math.max(0, Math.min(number("cursor_pos", points), points)));
    }

    /** A position in {@code code} as the protocol counts. */
    int codePoints(int utf16) {
        return string("code").codePointCount(0, utf16);
    }

    private Optional<JsonElement> optional(String field) {
        return Optional.ofNullable(content.get(field)).filter(e -> !e.isJsonNull());
    }
}
