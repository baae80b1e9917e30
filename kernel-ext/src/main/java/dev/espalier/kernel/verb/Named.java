package dev.espalier.kernel.verb;

import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Variables;
import java.util.List;

/**
 * A value under the name the user calls it by.
 *
 * @param name of its variable
 */
record Named<T>(String name, T value) {

    /** Reads what another kind reads, and keeps the word. */
    record Word<T>(Kind<T> kind) implements Kind<Named<T>> {

        @Override
        public String placeholder() {
            return kind.placeholder();
        }

        @Override
        public String expected() {
            return kind.expected();
        }

        @Override
        public Named<T> parse(String word, Variables variables) {
            return new Named<>(word, kind.parse(word, variables));
        }

        @Override
        public List<String> candidates(String prefix, Variables variables) {
            return kind.candidates(prefix, variables);
        }
    }
}
