package dev.espalier.kernel.magic;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a magic's words may speak of: the variables of the session, and files. */
public interface Variables {

    /** A name in braces. */
    Pattern IN_BRACES = Pattern.compile("\\{(\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)}");

    /** The value of a variable; empty if there is none of that name, or its value is null. */
    Optional<Object> find(String name);

    /** All names. */
    List<String> names();

    /** Where relative paths start; an empty path where the kernel runs. */
    default Path directory() {
        return Path.of("");
    }

    /** A text with the values of variables in place of their names in braces; other braces stay, with what is in them. */
    default String insertedInto(String text) {
        return IN_BRACES
                .matcher(text)
                .replaceAll(name -> Matcher.quoteReplacement(
                        find(name.group(1)).map(String::valueOf).orElse(name.group())));
    }

    /** The names whose values are of a type. */
    default List<String> named(Class<?> type) {
        return names().stream()
                .filter(name -> find(name).filter(type::isInstance).isPresent())
                .toList();
    }
}
