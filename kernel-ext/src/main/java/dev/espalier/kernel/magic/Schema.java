package dev.espalier.kernel.magic;

import dev.espalier.kernel.magic.Parameter.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a magic is written and what it gives.
 *
 * @param name without the percent sign
 * @param summary what it does, one phrase in the third person: {@code trains a network}
 * @param form whether it is one line or takes the rest of the cell
 * @param result the type of its values, {@link Void} if it has none; a variable it is bound to gets this type
 * @param parameters words by position first, in order, then options and flags
 * @param examples whole lines, the most typical first
 */
public record Schema(
        String name, String summary, Form form, Class<?> result, List<Parameter<?>> parameters, List<String> examples) {

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

    public Schema {
        parameters = List.copyOf(parameters);
        examples = List.copyOf(examples);
        Set<String> names = new HashSet<>(Set.of("help"));
        Role last = Role.REQUIRED;
        for (Parameter<?> parameter : parameters) {
            if (!names.add(parameter.name())) {
                throw new IllegalArgumentException("%" + name + " has two parameters called " + parameter.name());
            }
            boolean afterRest = last == Role.REST && !parameter.isNamed();
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
        return new Schema(name, summary, Form.LINE, result, List.of(parameters), List.of());
    }

    /** A magic that takes the rest of the cell. */
    public static Schema cell(String name, String summary, Class<?> result, Parameter<?>... parameters) {
        return new Schema(name, summary, Form.CELL, result, List.of(parameters), List.of());
    }

    /** This schema with more parameters, behind those it has. */
    public Schema with(List<Parameter<?>> more) {
        List<Parameter<?>> all = new ArrayList<>(parameters);
        all.addAll(more);
        return new Schema(name, summary, form, result, all, examples);
    }

    /** This schema with examples. */
    public Schema examples(String... lines) {
        return new Schema(name, summary, form, result, parameters, List.of(lines));
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
}
