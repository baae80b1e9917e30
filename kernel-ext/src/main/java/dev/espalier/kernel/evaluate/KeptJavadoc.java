package dev.espalier.kernel.evaluate;

import com.github.therapi.runtimejavadoc.ClassJavadoc;
import com.github.therapi.runtimejavadoc.Comment;
import com.github.therapi.runtimejavadoc.CommentFormatter;
import com.github.therapi.runtimejavadoc.MethodJavadoc;
import com.github.therapi.runtimejavadoc.ParamJavadoc;
import com.github.therapi.runtimejavadoc.RuntimeJavadoc;
import com.github.therapi.runtimejavadoc.ThrowsJavadoc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Javadoc that was kept beside classes when they were compiled, as Espalier's own is: JShell reads that of the JDK alone.
 */
final class KeptJavadoc {

    private static final CommentFormatter FORMATTER = new CommentFormatter();

    /** {@code Model Zoo.create(String name, Shape input)}, or a constructor's {@code Seed(long value)}. */
    private static final Pattern CALL = Pattern.compile("(?:.*\\s)?(?<owner>[\\w.$]+)\\((?<parameters>.*)\\).*");

    /** {@code dev.espalier.model.Seed}, also as the type of something that is named behind it. */
    private static final Pattern TYPE = Pattern.compile("(?<type>[\\w.$]+)(?:<.*>)?(?:\\s+\\S+)?");

    private final List<String> imports;

    /**
     * As cells see it.
     *
     * @param imports by which classes are found that a signature names without their package
     */
    KeptJavadoc(List<String> imports) {
        this.imports = imports;
    }

    /**
     * What was written about a method, a constructor or a class, or about the class of a variable, as plain text.
     *
     * @param signature as JShell tells it
     */
    Optional<String> of(String signature) {
        Matcher call = CALL.matcher(signature);
        if (call.matches()) {
            String owner = call.group("owner");
            List<String> types = types(call.group("parameters"));
            int dot = owner.lastIndexOf('.');
            return find(owner)
                    .flatMap(type -> told(type.getConstructors(), "", types).or(() -> text(type)))
                    .or(() -> dot < 0
                            ? Optional.empty()
                            : find(owner.substring(0, dot))
                                    .flatMap(type -> told(type.getMethods(), owner.substring(dot + 1), types)));
        }
        Matcher type = TYPE.matcher(signature);
        return type.matches() ? find(type.group("type")).flatMap(KeptJavadoc::text) : Optional.empty();
    }

    private Optional<ClassJavadoc> find(String name) {
        String outermost = name.substring(0, (name + ".").indexOf('.'));
        Stream<String> imported = imports.stream()
                .filter(path -> !path.startsWith("static "))
                .filter(path -> path.endsWith(".*") || path.endsWith("." + outermost))
                .map(path -> path.substring(0, path.lastIndexOf('.') + 1) + name);
        return Stream.concat(Stream.of(name), imported)
                .flatMap(KeptJavadoc::nested)
                .filter(KeptJavadoc::isKept)
                .map(binary -> RuntimeJavadoc.getJavadoc(binary, KeptJavadoc.class))
                .findFirst();
    }

    private static boolean isKept(String binary) {
        return KeptJavadoc.class.getResource("/" + binary.replace('.', '/') + "__Javadoc.json") != null;
    }

    /** A class by this name, and those that are in another one. */
    private static Stream<String> nested(String name) {
        return Stream.iterate(name, n -> n.indexOf('.') >= 0, n -> n.replaceFirst("\\.(?=[^.]*$)", "\\$"));
    }

    private static Optional<String> told(List<MethodJavadoc> methods, String name, List<String> types) {
        return methods.stream()
                .filter(method -> name.isEmpty() || method.getName().equals(name))
                .filter(method -> method.getParamTypes().stream()
                        .map(KeptJavadoc::simple)
                        .toList()
                        .equals(types))
                .findFirst()
                .flatMap(KeptJavadoc::text);
    }

    /** The types of parameters, each with its name, by their simple names. */
    private static List<String> types(String parameters) {
        List<String> types = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= parameters.length(); i++) {
            char c = i == parameters.length() ? ',' : parameters.charAt(i);
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            if (c == ',' && depth == 0) {
                String parameter = parameters.substring(start, i).strip();
                if (!parameter.isEmpty()) {
                    int name = parameter.lastIndexOf(' ');
                    types.add(simple(name < 0 ? parameter : parameter.substring(0, name)));
                }
                start = i + 1;
            }
        }
        return types;
    }

    private static String simple(String type) {
        String erased = type.replaceAll("<.*>", "").replace("...", "[]").strip();
        return erased.substring(Math.max(erased.lastIndexOf('.'), erased.lastIndexOf('$')) + 1);
    }

    private static Optional<String> text(ClassJavadoc type) {
        return text(type.getComment(), type.getRecordComponents(), null, List.of());
    }

    private static Optional<String> text(MethodJavadoc method) {
        return text(method.getComment(), method.getParams(), method.getReturns(), method.getThrows());
    }

    private static Optional<String> text(
            Comment comment, List<ParamJavadoc> parameters, Comment returns, List<ThrowsJavadoc> thrown) {
        String tags = Stream.of(
                        parameters.stream().map(p -> "@param " + p.getName() + " " + FORMATTER.format(p.getComment())),
                        Stream.ofNullable(returns)
                                .map(FORMATTER::format)
                                .filter(r -> !r.isBlank())
                                .map(r -> "@return " + r),
                        thrown.stream().map(t -> "@throws " + t.getName() + " " + FORMATTER.format(t.getComment())))
                .flatMap(lines -> lines)
                .map(String::strip)
                .collect(Collectors.joining("\n"));
        return Optional.of((FORMATTER.format(comment).strip() + "\n\n" + tags).strip())
                .filter(text -> !text.isEmpty());
    }
}
