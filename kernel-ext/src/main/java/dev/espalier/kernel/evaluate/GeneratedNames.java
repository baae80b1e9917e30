package dev.espalier.kernel.evaluate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names JShell gives to the classes it wraps around snippets. */
final class GeneratedNames {

    /**
     * The class around a snippet, such as {@code REPL.$JShell$12}; {@code REPL.$JShell$12B} once it was redefined, and
     * {@code REPL.$JShell$12_15} around methods that overload each other.
     */
    static final Pattern OUTERMOST = Pattern.compile("REPL\\.\\$JShell\\$\\d+[A-Z]*(?:_\\d+[A-Z]*)*");

    private GeneratedNames() {}

    /** The class around the snippet that a class belongs to; null where it belongs to none. */
    static String outermost(String className) {
        Matcher matcher = OUTERMOST.matcher(className);
        return matcher.lookingAt() ? matcher.group() : null;
    }

    /** Whether a class was generated for a snippet, or is declared in one. */
    static boolean isGenerated(String className) {
        return OUTERMOST.matcher(className).lookingAt();
    }

    /** Whether it is a class that the user has declared outside any method, or an anonymous one JShell gave a name. */
    static boolean isDeclared(String className) {
        String outermost = outermost(className);
        return outermost != null
                && className.length() > outermost.length() + 1
                && !Character.isDigit(className.charAt(outermost.length() + 1));
    }
}
