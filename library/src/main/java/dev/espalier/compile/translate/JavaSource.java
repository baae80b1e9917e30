package dev.espalier.compile.translate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Generated C as a class of Java. */
final class JavaSource {

    /** The class's name. */
    static final String CLASS = "Generated";

    private JavaSource() {}

    /**
     * The class: a static method for each function, with the array of all numbers as a further first parameter, and places in
     * it instead of pointers.
     *
     * @param c functions without any preprocessor's words, each before those that call it
     * @param lanes numbers of a vector
     * @throws IllegalArgumentException if the text has what generated code never has; shows where
     */
    static String of(String c, int lanes) {
        String head = head().replace("BITS", Integer.toString(lanes * Float.SIZE));
        return head + new Statements(c, lanes).read() + "}\n";
    }

    private static String head() {
        try (InputStream text = JavaSource.class.getResourceAsStream("head.java.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
