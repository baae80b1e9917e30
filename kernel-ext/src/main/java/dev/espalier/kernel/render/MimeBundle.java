package dev.espalier.kernel.render;

import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One value in several representations, richest last for people, all of the same thing: Jupyter's {@code data} field.
 *
 * @param data MIME type to text; binary types (PNG, JPEG) hold Base64; {@code text/plain} is always there
 */
public record MimeBundle(Map<String, String> data) {

    public MimeBundle {
        if (!data.containsKey("text/plain")) {
            throw new IllegalArgumentException("a bundle needs text/plain beside " + data.keySet());
        }
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /** Text alone. */
    public static MimeBundle text(String plain) {
        return new MimeBundle(Map.of("text/plain", plain));
    }

    /** This bundle with one more textual representation. */
    public MimeBundle with(String mimeType, String text) {
        Map<String, String> more = new LinkedHashMap<>(data);
        more.put(mimeType, text);
        return new MimeBundle(more);
    }

    /** This bundle with one more binary representation. */
    public MimeBundle with(String mimeType, byte[] bytes) {
        return with(mimeType, Base64.getEncoder().encodeToString(bytes));
    }

    /** The plain text. */
    public String plain() {
        return data.get("text/plain");
    }
}
