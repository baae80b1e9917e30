package dev.espalier.kernel.tool;

import dev.espalier.kernel.evaluate.Variable;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.kernel.magic.Variables;
import java.util.List;

/** {@code %who}, {@code %who_ls} and {@code %whos}: the variables of the session. */
final class VariableTools {

    private static final Parameter<List<String>> TYPES =
            Parameter.words("types", new TypeKind(), "only variables of these types, by simple name: int String Model");

    private VariableTools() {}

    static List<Magic> all() {
        return List.of(
                Magic.of(
                        Schema.line("who", "prints the names of the variables", Void.class, TYPES)
                                .examples("%who", "%who Model String"),
                        (arguments, context) -> {
                            List<String> names = names(arguments, context);
                            context.print(names.isEmpty() ? "no variables" : String.join("\t", names));
                            return null;
                        }),
                Magic.of(
                        Schema.line("who_ls", "gives the names of the variables", String[].class, TYPES)
                                .examples("var names = %who_ls int"),
                        (arguments, context) -> names(arguments, context).toArray(String[]::new)),
                Magic.of(
                        Schema.line("whos", "lists the variables with types and values", VariableTable.class, TYPES)
                                .examples("%whos"),
                        (arguments, context) -> VariableTable.of(variables(arguments, context))));
    }

    private static List<String> names(Arguments arguments, Context context) {
        return variables(arguments, context).stream().map(Variable::name).toList();
    }

    private static List<Variable> variables(Arguments arguments, Context context) {
        List<String> types = arguments.get(TYPES);
        return context.workspace().java().variables().stream()
                .filter(variable -> types.isEmpty() || types.stream().anyMatch(type -> is(variable, type)))
                .toList();
    }

    /** By the declared type or that of the value, with or without type arguments and packages. */
    private static boolean is(Variable variable, String type) {
        if (variable.type().equals(type)
                || variable.type()
                        .replaceFirst("<.*", "")
                        .replaceFirst(".*\\.", "")
                        .equals(type)) {
            return true;
        }
        for (Class<?> c = variable.value() == null ? null : variable.value().getClass();
                c != null;
                c = c.getSuperclass()) {
            if (c.getSimpleName().equals(type)) {
                return true;
            }
        }
        return false;
    }

    private record TypeKind() implements Kind<String> {
        @Override
        public String placeholder() {
            return "TYPE";
        }

        @Override
        public String expected() {
            return "the name of a type";
        }

        @Override
        public String parse(String word, Variables variables) {
            return word;
        }

        @Override
        public List<String> candidates(String prefix, Variables variables) {
            return variables.names().stream()
                    .flatMap(name -> variables.find(name).stream())
                    .map(value -> value.getClass().getSimpleName())
                    .filter(name -> !name.isEmpty())
                    .distinct()
                    .sorted()
                    .toList();
        }
    }
}
