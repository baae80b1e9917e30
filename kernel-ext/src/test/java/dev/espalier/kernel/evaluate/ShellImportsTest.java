package dev.espalier.kernel.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports that were entered must be as those that JShell has compiled: that is the judge of all of this. */
class ShellImportsTest {

    private static final List<String> IMPORTS = List.of(
            "java.util.*",
            "java.awt.image.BufferedImage",
            "static java.lang.Math.max",
            "static java.util.stream.Collectors.*",
            "java.util.Map.Entry");

    private static Evaluator compiled() {
        return new Evaluator(Options.defaults().withImports(IMPORTS));
    }

    private static Evaluator known() {
        return new Evaluator(Options.defaults().withKnownImports(IMPORTS));
    }

    @Test
    void aShellCannotTellThemFromThoseItHasCompiled() {
        List<String> lines =
                IMPORTS.stream().map(name -> "import " + name + ";").toList();
        try (JShell one = JShell.builder().executionEngine("local").build();
                JShell other = JShell.builder().executionEngine("local").build()) {
            lines.forEach(one::eval);
            ShellImports imports = ShellImports.of(other).orElseThrow();
            lines.forEach(imports::add);

            assertThat(imports(other)).isEqualTo(imports(one)).hasSize(IMPORTS.size());
            // The tables go on alike: names, numbers and what replaces what.
            for (String next : List.of("import java.util.*;", "import java.awt.List;", "List list;", "max(1, 2)")) {
                assertThat(outcome(other, next)).isEqualTo(outcome(one, next));
            }
            assertThat(imports(other)).isEqualTo(imports(one));
        }
    }

    private static List<String> imports(JShell shell) {
        return shell.imports().map(snippet -> describe(shell, snippet)).toList();
    }

    private static String describe(JShell shell, ImportSnippet snippet) {
        return String.join(
                " ",
                snippet.id(),
                snippet.name(),
                snippet.fullname(),
                snippet.subKind().name(),
                snippet.source(),
                snippet.isStatic() + "",
                shell.status(snippet).name(),
                shell.diagnostics(snippet).toList().toString(),
                shell.sourceCodeAnalysis().wrapper(snippet).wrapped());
    }

    private static List<String> outcome(JShell shell, String text) {
        return shell.eval(text).stream()
                .map(event -> event.snippet().id() + " " + event.snippet().source() + " " + event.previousStatus() + " "
                        + event.status() + " " + event.value() + " "
                        + shell.diagnostics(event.snippet())
                                .map(diagnostic -> diagnostic.getMessage(null))
                                .toList())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cellsSeeThem(boolean isKnown) throws EvaluationException {
        try (Evaluator java = isKnown ? known() : compiled()) {
            RecordedOutput output = new RecordedOutput();
            Object value = java.evaluate(
                            "Entry<Integer, Long> first = List.of(2, 2, max(1, 3)).stream()"
                                    + ".collect(groupingBy(x -> x, counting())).entrySet().iterator().next();"
                                    + "var image = new BufferedImage(1, 2, 3);\n"
                                    + "var names = new ArrayList<String>();\n"
                                    + "first.getValue() + image.getHeight()",
                            output)
                    .value();
            assertThat(value).isEqualTo(4L);
            Map<String, String> types =
                    java.variables().stream().collect(Collectors.toMap(Variable::name, Variable::type));
            assertThat(types)
                    .isEqualTo(Map.of(
                            "first", "Entry<Integer, Long>",
                            "image", "BufferedImage",
                            "names", "ArrayList<String>"));
            assertThat(java.complete("BufferedIm", 10).matches()).contains("BufferedImage");
            assertThatThrownBy(() -> java.evaluate("int a = 1;\nint b = nowhere;", output))
                    .isInstanceOfSatisfying(
                            EvaluationException.Compilation.class,
                            wrong -> assertThat(wrong.problems().get(0).line()).isEqualTo(2));
        }
    }

    @Test
    void withANarrowClassPathNoneIsTakenOnTrust() {
        Options options = Options.defaults()
                .withKnownImports(List.of("no.such.thing.*"))
                .withCompileClassPath(List.of(Path.of("narrow.jar")));
        assertThatThrownBy(() -> new Evaluator(options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("import no.such.thing.*: package no.such.thing does not exist");
    }
}
