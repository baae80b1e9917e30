package dev.espalier.kernel.tool;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.kernel.magic.Variables;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code %reset}, {@code %reset_selective} and {@code %xdel}: forget what cells have declared. */
final class ResetTool {

    private static final Parameter<List<String>> NAMES =
            Parameter.words("names", new NameKind(), "what to forget; everything if left out");
    private static final Parameter<String> NAME = Parameter.required("name", new NameKind(), "what to forget");
    private static final Parameter<Pattern> REGEX = Parameter.required(
            "regex",
            Kinds.read("REGEX", "a regular expression", ResetTool::regex),
            "forgets what has it somewhere in its name");
    private static final Parameter<Boolean> FORCE = Parameter.flag(
                    "force", "does not ask; this kernel never does, and takes the option so that habits keep working")
            .letter("f");
    private static final Parameter<Boolean> SOFT =
            Parameter.flag("soft", "says nothing of what was forgotten").letter("s");

    private ResetTool() {}

    static List<Magic> all() {
        return List.of(
                Magic.of(
                        Schema.line(
                                        "reset",
                                        "forgets variables, methods and classes; imports and the class path stay",
                                        Void.class,
                                        NAMES,
                                        FORCE,
                                        SOFT)
                                .examples("%reset", "%reset model data"),
                        ResetTool::reset),
                Magic.of(
                        Schema.line(
                                        "reset_selective",
                                        "forgets variables, methods and classes by a pattern",
                                        Void.class,
                                        REGEX,
                                        FORCE)
                                .examples("%reset_selective ^tmp"),
                        (arguments, context) -> forget(
                                name -> arguments.get(REGEX).matcher(name).find(), false, context)),
                Magic.of(
                        Schema.line("xdel", "forgets one variable, method or class", Void.class, NAME)
                                .examples("%xdel model"),
                        (arguments, context) -> forget(Set.of(arguments.get(NAME)), true, context)));
    }

    private static Object reset(Arguments arguments, Context context) {
        List<String> names = arguments.get(NAMES);
        return names.isEmpty()
                ? forget(name -> true, arguments.get(SOFT), context)
                : forget(Set.copyOf(names), arguments.get(SOFT), context);
    }

    private static Object forget(Set<String> names, boolean quietly, Context context) {
        Set<String> missing = new TreeSet<>(names);
        context.workspace().java().forget(name -> {
            missing.remove(name);
            return names.contains(name);
        });
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("nothing is called " + String.join(", ", missing) + " in this session");
        }
        return said(List.copyOf(names), quietly, context);
    }

    private static Object forget(Predicate<String> which, boolean quietly, Context context) {
        return said(context.workspace().java().forget(which), quietly, context);
    }

    private static Object said(List<String> forgotten, boolean quietly, Context context) {
        if (!quietly) {
            context.print(forgotten.isEmpty() ? "nothing to forget" : "forgotten: " + String.join(", ", forgotten));
        }
        return null;
    }

    private static Pattern regex(String word) {
        try {
            return Pattern.compile(word);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + word + "' is no regular expression: " + e.getDescription() + " at " + e.getIndex(), e);
        }
    }

    private record NameKind() implements Kind<String> {
        @Override
        public String placeholder() {
            return "NAME";
        }

        @Override
        public String expected() {
            return "the name of a variable, method or class";
        }

        @Override
        public String parse(String word, Variables variables) {
            return word;
        }

        @Override
        public List<String> candidates(String prefix, Variables variables) {
            return variables.names();
        }
    }
}
