package dev.espalier.kernel.magic;

import dev.espalier.kernel.magic.Parameter.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a magic is written and what it gives.
 *
 * @param name without the percent sign
 * @param summary what it does, one phrase in the third person: {@code trains a network}
 * @param form whether it is one line or takes the rest of the cell
 * @param result the type of its values, {@link Void} if it has none; a variable it is bound to gets this type
 * @param parameters words by position first, in order, then options and flags
 * @param javaBody whether what stands below a cell magic is Java and magics, and completed as such
 * @param examples whole lines, the most typical first
 */
public record Schema(
        String name,
        String summary,
        Form form,
        Class<?> result,
        List<Parameter<?>> parameters,
        boolean javaBody,
        List<String> examples) {

    /** Whether a magic is one line or takes the rest of the cell. */
    public enum Form {
        LINE("%"),
        CELL("%%");

        private final String sign;

        Form(String sign) {
            this.sign = sign;
        }

        /** What stands before the name. */
        public String sign() {
            return sign;
        }
    }

    private static final Set<Role> TAKES_ALL = Set.of(Role.REST, Role.WORDS, Role.LINE);

    public Schema {
        parameters = List.copyOf(parameters);
        examples = List.copyOf(examples);
        Set<String> names = new HashSet<>(Set.of("help"));
        Set<String> letters = new HashSet<>();
        Role last = Role.REQUIRED;
        for (Parameter<?> parameter : parameters) {
            if (!names.add(parameter.name())) {
                throw new IllegalArgumentException("%" + name + " has two parameters called " + parameter.name());
            }
            if (!parameter.letter().isEmpty() && !letters.add(parameter.letter())) {
                throw new IllegalArgumentException("%" + name + " has two parameters -" + parameter.letter());
            }
            boolean afterRest = TAKES_ALL.contains(last) && !parameter.isNamed();
            if (afterRest || parameter.role().ordinal() < last.ordinal() && !parameter.isNamed()) {
                throw new IllegalArgumentException(
                        "%" + name + ": " + parameter.shown() + " cannot follow a parameter that is " + last);
            }
            last = parameter.role();
        }
        for (String example : examples) {
            if (!example.contains(form.sign() + name)) {
                throw new IllegalArgumentException("'" + example + "' is no example of " + form.sign() + name);
            }
        }
    }

    /** A magic of one line. */
    public static Schema line(String name, String summary, Class<?> result, Parameter<?>... parameters) {
        return new Schema(name, summary, Form.LINE, result, List.of(parameters), false, List.of());
    }

    /** A magic that takes the rest of the cell. */
    public static Schema cell(String name, String summary, Class<?> result, Parameter<?>... parameters) {
        return new Schema(name, summary, Form.CELL, result, List.of(parameters), false, List.of());
    }

    /** This schema with more parameters, behind those it has. */
    public Schema with(List<Parameter<?>> more) {
        List<Parameter<?>> all = new ArrayList<>(parameters);
        all.addAll(more);
        return new Schema(name, summary, form, result, all, javaBody, examples);
    }

    /** This schema with examples. */
    public Schema examples(String... lines) {
        return new Schema(name, summary, form, result, parameters, javaBody, List.of(lines));
    }

    /** This schema of a cell magic whose body is Java and magics. */
    public Schema ofJava() {
        return new Schema(name, summary, form, result, parameters, true, examples);
    }

    /** This schema under another name. */
    public Schema calledAs(String other, String what) {
        List<String> same = examples.stream()
                .map(example -> example.replaceFirst("%" + Pattern.quote(name) + "\\b", "%" + other))
                .toList();
        return new Schema(other, what, form, result, parameters, javaBody, same);
    }

    /** How it is called: {@code %prune}. */
    public String call() {
        return form.sign() + name;
    }

    List<Parameter<?>> positionals() {
        return parameters.stream().filter(p -> !p.isNamed()).toList();
    }

    List<Parameter<?>> named() {
        return parameters.stream().filter(Parameter::isNamed).toList();
    }

    Optional<Parameter<?>> named(String option) {
        return named().stream().filter(p -> p.name().equals(option)).findFirst();
    }

    Optional<Parameter<?>> lettered(String letter) {
        return named().stream()
                .filter(p -> !letter.isEmpty() && p.letter().equals(letter))
                .findFirst();
    }

    /** The option or flag that a word such as {@code --loops=5}, {@code -n5} or {@code -la} starts with. */
    Optional<Parameter<?>> optionAt(String word) {
        if (word.startsWith("--")) {
            return named(word.substring(2).replaceFirst("=.*", ""));
        }
        return word.length() > 1 && word.startsWith("-") ? lettered(word.substring(1, 2)) : Optional.empty();
    }

    /** Whether that is Java. */
    boolean takesCode() {
        return parameters.stream().anyMatch(p -> p.role() == Role.LINE && p.kind() instanceof CodeKind);
    }

    /** Whether the last of its words is the rest of the line as it is written. */
    boolean takesLine() {
        return parameters.stream().anyMatch(p -> p.role() == Role.LINE);
    }
}
