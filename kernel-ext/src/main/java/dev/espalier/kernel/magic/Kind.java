package dev.espalier.kernel.magic;

import java.util.List;

/**
 * What a word of a magic may be: how it is read, described and completed.
 *
 * @param <T> what it is read into
 */
public interface Kind<T> {

    /** Stands for the word in a usage line: {@code RATE}, {@code pattern|unstructured}. */
    String placeholder();

    /** For error messages: {@code a rate such as 4x, 75% or 0.75}. */
    String expected();

    /**
     * Reads a word.
     *
     * @throws IllegalArgumentException whose message goes on a sentence that names the word: {@code is a String; expected a
     *     Model}
     */
    T parse(String word, Variables variables);

    /** Words that would be right here and may start with the prefix, for completion. */
    default List<String> candidates(String prefix, Variables variables) {
        return List.of();
    }

    /** Whether several words make one value, as in {@code --layers conv1,conv2 --layers fc}. */
    default boolean several() {
        return false;
    }

    /**
     * Reads all words given; only a kind of {@link #several} gets more than one.
     *
     * @throws IllegalArgumentException as {@link #parse} does, but its message goes on right behind the parameter's name:
     *     {@code  'net' is a String; expected a Model}
     */
    default T parseAll(List<String> words, Variables variables) {
        String word = words.get(words.size() - 1);
        try {
            return parse(word, variables);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(" '" + word + "' " + e.getMessage(), e);
        }
    }
}
