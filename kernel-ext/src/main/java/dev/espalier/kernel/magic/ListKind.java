package dev.espalier.kernel.magic;

import java.util.ArrayList;
import java.util.List;

/** Several of another kind. */
record ListKind<T>(Kind<T> element) implements Kind<List<T>> {

    @Override
    public String placeholder() {
        return element.placeholder() + ",…";
    }

    @Override
    public String expected() {
        return element.expected() + "; several are separated by commas";
    }

    @Override
    public boolean several() {
        return true;
    }

    @Override
    public List<T> parse(String word, Variables variables) {
        return parseAll(List.of(word), variables);
    }

    @Override
    public List<T> parseAll(List<String> words, Variables variables) {
        List<T> values = new ArrayList<>();
        for (String word : words) {
            for (String part : word.split(",", -1)) {
                if (part.isBlank()) {
                    throw new IllegalArgumentException(
                            " '" + word + "' has nothing between two commas; expected " + expected());
                }
                values.add(element.parseAll(List.of(part.strip()), variables));
            }
        }
        return List.copyOf(values);
    }

    @Override
    public List<String> candidates(String prefix, Variables variables) {
        return element.candidates(prefix, variables);
    }
}
