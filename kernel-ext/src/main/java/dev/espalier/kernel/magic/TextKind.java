package dev.espalier.kernel.magic;

import java.util.function.Function;

/** A word that says everything itself. */
record TextKind<T>(String placeholder, String expected, Function<String, T> read) implements Kind<T> {

    @Override
    public T parse(String word, Variables variables) {
        return read.apply(word);
    }
}
