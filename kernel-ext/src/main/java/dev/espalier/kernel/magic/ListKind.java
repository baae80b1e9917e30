package dev.espalier.kernel.magic;

import java.util.ArrayList;
import java.util.List;

/**
 * Several of another kind.
 *
 * @param commas whether commas separate them too
 */
record ListKind<T>(Kind<T> element, boolean commas) implements Kind<List<T>> {

    @Override
    public String placeholder() {
        return element.placeholder() + (commas ? ",…" : "");
    }

    @Override
    public String expected() {
        return element.expected() + (commas ? "; several are separated by commas" : "");
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
            for (String part : commas ? word.split(",", -1) : new String[] {word}) {
                if (commas && part.isBlank()) {
                    throw new IllegalArgumentException(
                            " '" + word + "' has nothing between two commas; expected " + expected());
                }
                values.add(element.parseAll(List.of(commas ? part.strip() : part), variables));
            }
        }
        return List.copyOf(values);
    }

    @Override
    public List<String> candidates(String prefix, Variables variables) {
        return element.candidates(prefix, variables);
    }
}
