package dev.espalier.compile.directory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts with places such as {@code @name@} in them. */
final class Template {

    private static final Pattern PLACE = Pattern.compile("@(\\w+)@");

    private Template() {}

    /**
     * A text with its places filled.
     *
     * @param values for all of its places
     */
    static String fill(String resource, Map<String, String> values) {
        try (InputStream text = Template.class.getResourceAsStream(resource)) {
            return PLACE.matcher(new String(text.readAllBytes(), StandardCharsets.UTF_8))
                    .replaceAll(place -> Matcher.quoteReplacement(value(place.group(1), resource, values)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String value(String name, String resource, Map<String, String> values) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException(resource + " wants a value for '" + name + "'");
        }
        return value;
    }
}
