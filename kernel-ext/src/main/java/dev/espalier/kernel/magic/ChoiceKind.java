package dev.espalier.kernel.magic;

import dev.espalier.model.Nearest;
import java.util.List;
import java.util.Map;

/** One of a few words, each standing for a value. */
record ChoiceKind<T>(Map<String, T> choices) implements Kind<T> {

    @Override
    public String placeholder() {
        return String.join("|", choices.keySet());
    }

    @Override
    public String expected() {
        return "one of " + String.join(", ", choices.keySet());
    }

    @Override
    public T parse(String word, Variables variables) {
        T value = choices.get(word);
        if (value == null) {
            throw new IllegalArgumentException("is unknown" + Nearest.hint(word, choices.keySet()));
        }
        return value;
    }

    @Override
    public List<String> candidates(String prefix, Variables variables) {
        return List.copyOf(choices.keySet());
    }
}
