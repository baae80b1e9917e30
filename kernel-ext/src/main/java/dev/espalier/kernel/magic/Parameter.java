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
 * @param letter as in {@code -n}, the short form of the name; empty if it has none
 * @param kind how its word is read
 * @param help what it means, a phrase without a full stop
 * @param fallback the word that stands for an absent one
 * @param <T> its value
 */
public record Parameter<T>(
        Role role, String name, String letter, Kind<T> kind, String help, Optional<String> fallback) {

    /** How a parameter is written. */
    public enum Role {
        /** A word by its position that must be there. */
        REQUIRED,
        /** A word by its position. */
        OPTIONAL,
        /** All further words, at least one. */
        REST,
        /** All further words, if there are any. */
        WORDS,
        /** The rest of the line as it is written, quotes, semicolons and all. */
        LINE,
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
        if (!letter.matches("[A-Za-z]?") || !letter.isEmpty() && role != Role.OPTION && role != Role.FLAG) {
            throw new IllegalArgumentException("'" + letter + "' cannot be the letter of " + name);
        }
    }

    /** A word that must be there. */
    public static <T> Parameter<T> required(String name, Kind<T> kind, String help) {
        return new Parameter<>(Role.REQUIRED, name, "", kind, help, Optional.empty());
    }

    /** A word that may be there. */
    public static <T> Parameter<T> optional(String name, Kind<T> kind, String help) {
        return new Parameter<>(Role.OPTIONAL, name, "", kind, help, Optional.empty());
    }

    /** All words that are left, at least one. */
    public static <T> Parameter<List<T>> rest(String name, Kind<T> kind, String help) {
        return new Parameter<>(Role.REST, name, "", Kinds.list(kind), help, Optional.empty());
    }

    /** All words that are left; an empty list if there are none. Unlike those of {@link #rest} they may hold commas. */
    public static <T> Parameter<List<T>> words(String name, Kind<T> kind, String help) {
        return new Parameter<>(Role.WORDS, name, "", new ListKind<>(kind, false), help, Optional.empty());
    }

    /**
     * The rest of the line as it is written. Options stand before it. Required unless it has a fallback.
     *
     * @param kind {@link Kinds#code()} or {@link Kinds#text}
     */
    public static Parameter<String> line(String name, Kind<String> kind, String help) {
        return new Parameter<>(Role.LINE, name, "", kind, help, Optional.empty());
    }

    /** A named word. */
    public static <T> Parameter<T> option(String name, Kind<T> kind, String help) {
        return new Parameter<>(Role.OPTION, name, "", kind, help, Optional.empty());
    }

    /** A name alone, which is either there or not. */
    public static Parameter<Boolean> flag(String name, String help) {
        return new Parameter<>(
                Role.FLAG, name, "", new TextKind<>("", "no value", Boolean::valueOf), help, Optional.of("false"));
    }

    /** This parameter with a word that stands for an absent one. */
    public Parameter<T> orElse(String word) {
        return new Parameter<>(role, name, letter, kind, help, Optional.of(word));
    }

    /** This parameter of {@link #words}, but with at least one. */
    public Parameter<T> atLeastOne() {
        return new Parameter<>(Role.REST, name, letter, kind, help, fallback);
    }

    /** This option or flag with a short form: {@code -n 5}, {@code -n5}; flags may share a dash: {@code -la}. */
    public Parameter<T> letter(String other) {
        return new Parameter<>(role, name, other, kind, help, fallback);
    }

    boolean isNamed() {
        return role == Role.OPTION || role == Role.FLAG;
    }

    /** As users see it: {@code MODEL} or {@code --rate}. */
    public String shown() {
        return isNamed() ? "--" + name : name.toUpperCase(Locale.ROOT);
    }
}
