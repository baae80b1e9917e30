package dev.espalier.kernel.tool;

import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.kernel.magic.Variables;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code %env} and {@code %set_env}: the environment of the programs that magics start. */
final class EnvironmentTools {

    private static final Parameter<String> ASSIGNMENT = Parameter.line(
                    "assignment",
                    new NameKind(),
                    "NAME to read, NAME=VALUE to set; $OTHER in the value stands for another one, {expression} for the"
                            + " value of Java")
            .orElse("");
    private static final Parameter<Boolean> DELETE =
            Parameter.flag("delete", "removes the variable").letter("d");
    private static final Pattern SET =
            Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?:\\s*=\\s*|\\s+)(.*)", Pattern.DOTALL);
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\{([A-Za-z_]\\w*)}|([A-Za-z_]\\w*))");
    private static final Pattern SECRET =
            Pattern.compile("key|token|secret|password|passwd|credential", Pattern.CASE_INSENSITIVE);

    private EnvironmentTools() {}

    static List<Magic> all() {
        Schema env = Schema.line(
                        "env",
                        "reads, sets and lists environment variables, for the programs that magics start;"
                                + " System.getenv keeps what the kernel was started with",
                        Object.class,
                        ASSIGNMENT,
                        DELETE)
                .examples("%env PATH", "%env OMP_NUM_THREADS=2", "%env");
        Magic.Body body = (arguments, context) -> run(arguments.get(ASSIGNMENT), arguments.get(DELETE), context);
        return List.of(Magic.of(env, body), Magic.of(env.calledAs("set_env", "is %env"), body));
    }

    private static Object run(String text, boolean delete, Context context) {
        Map<String, String> environment = context.workspace().surroundings().environment();
        if (text.isEmpty()) {
            Map<String, String> shown = new TreeMap<>(environment);
            shown.replaceAll((name, value) -> SECRET.matcher(name).find() ? "<hidden>" : value);
            return shown;
        }
        Matcher set = SET.matcher(text);
        if (set.matches() && !delete) {
            String value = expanded(context.variables().insertedInto(set.group(2)), environment);
            environment.put(set.group(1), value);
            context.print("env: " + set.group(1) + "=" + value);
            return null;
        }
        String value = delete ? environment.remove(text) : environment.get(text);
        if (value == null) {
            throw new IllegalArgumentException("the environment has no variable " + text);
        }
        return delete ? null : value;
    }

    private static String expanded(String value, Map<String, String> environment) {
        return REFERENCE.matcher(value).replaceAll(reference -> {
            String name = reference.group(1) == null ? reference.group(2) : reference.group(1);
            return Matcher.quoteReplacement(environment.getOrDefault(name, reference.group()));
        });
    }

    private record NameKind() implements Kind<String> {
        @Override
        public String placeholder() {
            return "NAME[=VALUE]";
        }

        @Override
        public String expected() {
            return "NAME or NAME=VALUE";
        }

        @Override
        public String parse(String word, Variables variables) {
            return word;
        }

        @Override
        public List<String> candidates(String prefix, Variables variables) {
            return List.copyOf(new TreeMap<>(System.getenv()).keySet());
        }
    }
}
