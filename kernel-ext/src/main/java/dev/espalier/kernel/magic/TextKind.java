package dev.espalier.kernel.magic;

import java.util.List;
import java.util.function.Function;

/**
 * A word that says everything itself.
 *
 * @param read fails with an {@link IllegalArgumentException} whose message is a sentence of its own
 */
record TextKind<T>(String placeholder, String expected, Function<String, T> read) implements Kind<T> {

    @Override
    public T parse(String word, Variables variables) {
        return read.apply(word);
    }

    @Override
    public T parseAll(List<String> words, Variables variables) {
        try {
            return parse(words.get(words.size() - 1), variables);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(": " + e.getMessage(), e);
        }
    }
}
