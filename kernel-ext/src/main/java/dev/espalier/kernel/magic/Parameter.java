package dev.espalier.kernel.magic;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing a magic can be given; also the key to what it was given.
 *
 * @param role how it is written
 * @param name as in {@code --name}; of a word without a name, what usage lines call it
 * @param kind how its word is read
 * @param help what it means, a phrase without a full stop
 * @param fallback the word that stands for an absent one
 * @param <T> its value
 */
public record Parameter<T>(Role role, String name, Kind<T> kind, String help, Optional<String> fallback) {

    /** How a parameter is written. */
    public enum Role {
        /** A word by its position that must be there. */
        REQUIRED,
        /** A word by its position. */
        OPTIONAL,
        /** All further words. */
        REST,
        /** {@code --name value} or {@code --name=value}. */
        OPTION,
        /** {@code --name}. */
        FLAG
    }

    public Parameter {
        Objects.requireNonNull(kind, "kind");
        if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("'" + name + "' is no parameter name; expected one such as keep-rate");
        }
    }

    /** A word that must be there. */
    public static <T> Parameter<T> required(String name, Kind<T> kind, String help) {
        return new Parameter<>(Role.REQUIRED, name, kind, help, Optional.empty());
    }

    /** A word that may be there. */
    public static <T> Parameter<T> optional(String name, Kind<T> kind, String help) {
        return new Parameter<>(Role.OPTIONAL, name, kind, help, Optional.empty());
    }

    /** All words that are left, at least one. */
    public static <T> Parameter<List<T>> rest(String name, Kind<T> kind, String help) {
        return new Parameter<>(Role.REST, name, Kinds.list(kind), help, Optional.empty());
    }

    /** A named word. */
    public static <T> Parameter<T> option(String name, Kind<T> kind, String help) {
        return new Parameter<>(Role.OPTION, name, kind, help, Optional.empty());
    }

    /** A name alone, which is either there or not. */
    public static Parameter<Boolean> flag(String name, String help) {
        return new Parameter<>(
                Role.FLAG, name, new TextKind<>("", "no value", Boolean::valueOf), help, Optional.of("false"));
    }

    /** This parameter with a word that stands for an absent one. */
    public Parameter<T> orElse(String word) {
        return new Parameter<>(role, name, kind, help, Optional.of(word));
    }

    boolean isNamed() {
        return role == Role.OPTION || role == Role.FLAG;
    }

    /** As users see it: {@code MODEL} or {@code --rate}. */
    public String shown() {
        return isNamed() ? "--" + name : name.toUpperCase(Locale.ROOT);
    }
}
