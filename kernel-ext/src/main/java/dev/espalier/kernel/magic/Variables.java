package dev.espalier.kernel.magic;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a magic's words may speak of: the variables of the session, and files. */
public interface Variables {

    /** The value of a variable; empty if there is none of that name, or its value is null. */
    Optional<Object> find(String name);

    /** All names. */
    List<String> names();

    /** Where relative paths start; an empty path where the kernel runs. */
    default Path directory() {
        return Path.of("");
    }

    /**
     * The value of an expression as text; empty where a text is no expression, or a name that nobody has declared.
     *
     * @throws MagicException if the expression does not compile or throws
     * @throws java.util.concurrent.CancellationException if the user stops it
     */
    default Optional<String> valueOf(String expression) {
        return names().contains(expression)
                ? Optional.of(String.valueOf(find(expression).orElse(null)))
                : Optional.empty();
    }

    /**
     * A text with values in place of expressions in braces, where {@code {{} and {@code }}} are braces; braces around
     * anything else stay, with what is in them.
     */
    default String insertedInto(String text) {
        return Braces.filled(text, this::valueOf);
    }

    /** The names whose values are of a type. */
    default List<String> named(Class<?> type) {
        return names().stream()
                .filter(name -> find(name).filter(type::isInstance).isPresent())
                .toList();
    }
}
