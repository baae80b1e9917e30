package dev.espalier.kernel.magic;

import java.util.List;
import java.util.Optional;

/** The variables of the session that a magic's words may name. */
public interface Variables {

    /** The value of a variable; empty if there is none of that name, or its value is null. */
    Optional<Object> find(String name);

    /** All names. */
    List<String> names();

    /** The names whose values are of a type. */
    default List<String> named(Class<?> type) {
        return names().stream()
                .filter(name -> find(name).filter(type::isInstance).isPresent())
                .toList();
    }
}
