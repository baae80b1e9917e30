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

    /** The names whose values are of a type. */
    default List<String> named(Class<?> type) {
        return names().stream()
                .filter(name -> find(name).filter(type::isInstance).isPresent())
                .toList();
    }
}
