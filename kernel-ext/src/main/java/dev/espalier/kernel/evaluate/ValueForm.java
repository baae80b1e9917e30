package dev.espalier.kernel.evaluate;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An expression as the declaration of a variable that nobody sees. For this JShell asks the compiler twice; for the
 * expression itself four times, to find the type of the variable it would declare.
 */
final class ValueForm {

    private static final String NAME = "$value";

    /** What is no expression, or one that would mean something else: the arms of a switch take the type of its target. */
    private static final Pattern OTHER = Pattern.compile(
            "[{;@<]|(?:if|for|while|do|try|else|synchronized)\\b|(?s).*\\bswitch\\b.*|"
                    // two words side by side: a declaration, or a statement with a keyword
                    + "(?!new\\b)[\\w$.]+(?:\\s*<[^=;()]*>)?(?:\\s*\\[\\s*])*\\s+[\\w$].*",
            Pattern.DOTALL);

    private final Set<String> withoutValue = new HashSet<>(Set.of("print", "println"));
    private int count;

    /** Code that declares a variable with what may be an expression; empty where it is known to be none. */
    Optional<String> of(String source) {
        if (OTHER.matcher(source).lookingAt()
                || lastCall(source).filter(withoutValue::contains).isPresent()) {
            return Optional.empty();
        }
        String end = source.endsWith(";") ? "" : "\n;"; // on a line of its own: the last one may end in a comment
        return Optional.of(before(++count) + source + end);
    }

    /** How much longer than the expression {@link #of} is before it. */
    int lengthBefore() {
        return before(count).length();
    }

    private static String before(int number) {
        return "java.lang.Object " + NAME + number + " = ";
    }

    /** Notes that an expression turned out to have no value: a call of a method that gives none. */
    void hasNone(String source) {
        lastCall(source).ifPresent(withoutValue::add);
    }

    /** Whether a variable is one that nobody sees: one of these, or one that JShell has named. */
    static boolean isNameless(String variable) {
        return variable.startsWith(NAME) || variable.matches("\\$\\d+");
    }

    /** The name of the method that is called last. */
    private static Optional<String> lastCall(String source) {
        List<JavaTokens.Token> code = JavaTokens.of(source).stream()
                .filter(t -> t.kind() == JavaTokens.Kind.CODE)
                .toList();
        int close = code.isEmpty() ? -1 : code.get(code.size() - 1).end() - 1;
        while (close >= 0 && (source.charAt(close) == ';' || Character.isWhitespace(source.charAt(close)))) {
            close--;
        }
        if (close < 0 || source.charAt(close) != ')') {
            return Optional.empty();
        }
        int open = Inspector.opening(source, close);
        String before = open < 0 ? "" : source.substring(0, open).stripTrailing();
        int start = before.length();
        while (start > 0 && Character.isJavaIdentifierPart(before.charAt(start - 1))) {
            start--;
        }
        return start == before.length() ? Optional.empty() : Optional.of(before.substring(start));
    }
}
