package dev.espalier.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One thing that was done to a model, as text that can be read and repeated.
 *
 * @param verb what was done: {@code zoo}, {@code train}, {@code prune}
 * @param settings with what, in order; seeds included
 */
public record Step(String verb, Map<String, String> settings) {

    public Step {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** A step from alternating keys and values. */
    public static Step of(String verb, Object... settings) {
        return new Step(verb, Settings.text(settings));
    }

    /**
     * Reads what {@link #toString} writes, provided that no value holds a space followed by a word and an equals sign.
     *
     * @throws IllegalArgumentException if the text starts with no verb
     */
    public static Step parse(String text) {
        String[] words = text.strip().split(" (?=[A-Za-z][A-Za-z0-9-]*=)");
        if (!words[0].matches("[a-z][a-z-]*")) {
            throw new IllegalArgumentException("'" + text + "' is no step; write VERB KEY=VALUE KEY=VALUE");
        }
        Map<String, String> settings = new LinkedHashMap<>();
        for (String word : List.of(words).subList(1, words.length)) {
            int equals = word.indexOf('=');
            settings.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return new Step(words[0], settings);
    }

    /** This step with one more setting. */
    public Step with(String key, Object value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(key, String.valueOf(value));
        return new Step(verb, more);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(verb);
        settings.forEach(
                (key, value) -> text.append(' ').append(key).append('=').append(value));
        return text.toString();
    }
}
