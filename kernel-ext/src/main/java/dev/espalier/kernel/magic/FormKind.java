package dev.espalier.kernel.magic;

import java.util.List;
import java.util.function.Function;

/**
 * A word that starts with one of a few names and may go on with details, such as {@code pattern:8}.
 *
 * @param names completed; what may follow them is up to the reader
 * @param read fails with an {@link IllegalArgumentException} whose message is a sentence of its own
 */
record FormKind<T>(String placeholder, String expected, List<String> names, Function<String, T> read)
        implements Kind<T> {

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

    @Override
    public List<String> candidates(String prefix, Variables variables) {
        return names;
    }
}
