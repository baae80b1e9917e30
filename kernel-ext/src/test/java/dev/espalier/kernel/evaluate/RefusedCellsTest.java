package dev.espalier.kernel.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class RefusedCellsTest extends Cells {

    static Stream<Arguments> wrongTexts() {
        return Stream.of(
                Arguments.of(
                        "int x = \"a\";",
                        1,
                        9,
                        "incompatible types: java.lang.String cannot be converted to int",
                        "        ^^^"),
                Arguments.of("int ok = 1;\n\n  nowhere(ok)", 3, 3, "cannot find method nowhere(int)", "  ^^^^^^^"),
                Arguments.of("\tint y = z;", 1, 10, "cannot find variable z", "\t        ^"),
                Arguments.of(
                        "\"abc\".size()", 1, 6, "cannot find method size() in class java.lang.String", "     ^^^^^"),
                Arguments.of(
                        "Missing m;",
                        1,
                        1,
                        "class Missing is not defined; m can be used once a cell has defined it",
                        "^^^^^^^"),
                Arguments.of("new Missing()", 1, 5, "cannot find class Missing", "    ^^^^^^^"),
                Arguments.of("int = 3;", 1, 5, "'.class' expected", "    ^"),
                Arguments.of("int x = ;\nint y = 2;", 1, 9, "illegal start of expression", "        ^"),
                Arguments.of(
                        "for (int i = 0; i < 3; i++) {",
                        1,
                        30,
                        "reached end of file while parsing",
                        "                             ^"),
                Arguments.of("String s = \"open", 1, 12, "unclosed string literal", "           ^"),
                Arguments.of("}", 1, 1, "illegal start of statement", "^"));
    }

    @ParameterizedTest
    @MethodSource("wrongTexts")
    void theCompilersComplaintShowsThePlace(String text, int line, int column, String message, String carets) {
        EvaluationException.Compilation e = refused(text);
        assertThat(e).hasMessage(message);
        Problem problem = e.problems().get(0);
        assertThat(problem.line()).isEqualTo(line);
        assertThat(problem.column()).isEqualTo(column);
        assertThat(problem.excerpt()).containsExactly(text.split("\n")[line - 1].stripTrailing(), carets);
        assertThat(e.traceback()).startsWith("line " + line + ": " + message);
        assertThat(e.name()).isEqualTo("CompilationError");
    }

    @Test
    void whatALaterCellDefinesIsNotedUntilThen() throws EvaluationException {
        RecordedOutput output = new RecordedOutput();
        assertThat(java.evaluate("int m1() { return n1(); }\nint before = 1;", output)
                        .notes())
                .containsExactly("line 1: method n1() is not defined; m1 can be used once a cell has defined it\n"
                        + "    int m1() { return n1(); }\n"
                        + "                      ^^");
        assertThat(java.evaluate("class A1 { B1 b; }", output).notes())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("line 1: class B1 is not defined; A1 can be used once a cell has defined it");
        assertThat(java.evaluate("before", output).value()).isEqualTo(1);
        assertThat(refused("m1()")).hasMessage("method n1() is not defined; m1 can be used once a cell has defined it");
        assertThat(java.evaluate("int n1() { return 7; }\nclass B1 {}", output).notes())
                .isEmpty();
        assertThat(java.evaluate("m1() + (new A1().b == null ? 1 : 0)", output).value())
                .isEqualTo(8);
    }

    @Test
    void nothingRunsWhereALaterLineDoesNotParse() {
        RecordedOutput output = new RecordedOutput();
        assertThatThrownBy(() -> java.evaluate("System.out.println(1);\nint x = ;", output))
                .isInstanceOf(EvaluationException.Compilation.class);
        assertThat(output.out()).isEmpty();
    }

    @Test
    void whatDoesNotFitIntoAClassFileIsRefusedAndHarmless() throws EvaluationException {
        String half = "\"" + "é".repeat(20_000) + "\"";
        String numbers = "100000, ".repeat(12_000);
        String constant = "string constant of 64 KB or more, which no class file holds; read it from a file instead";
        Map<String, String> messages = Map.of(
                "String s = " + half + " + " + half + ";", constant,
                "System.out.println(\"" + "a".repeat(65_536) + "\");", constant,
                "class Big { static final String H = " + half + "; String s = H + H; }", constant,
                "int[] numbers = {" + numbers + "};", "code too large");
        try (Evaluator fresh = new Evaluator(Options.defaults())) {
            messages.forEach((text, message) -> {
                assertThatThrownBy(() -> fresh.evaluate(text, new RecordedOutput()))
                        .hasMessage(message);
                assertThatCode(() -> fresh.evaluate("1 + 1", new RecordedOutput()))
                        .doesNotThrowAnyException();
            });
        }
        assertThat(run("String u = \"" + "a".repeat(65_534) + "\";\nu.length()").value())
                .isEqualTo(65_534);
        assertThat(run("int n = 1;\nString v = " + half + " + n + " + half + ";\nv.length()")
                        .value())
                .isEqualTo(40_001);
    }

    @Test
    void aDefinitionThatWaitsForAnotherWorksOnceThatComes() throws EvaluationException {
        run("int early() { return late() + 1; }");
        EvaluationException.Compilation e = refused("int before = 1;\nearly()");
        assertThat(e.getMessage()).startsWith("method late() is not defined");
        assertThat(e.problems().get(0).excerpt())
                .containsExactly("int early() { return late() + 1; }", "                     ^^^^");
        assertThat(run("int late() { return 1; }\nearly()").value()).isEqualTo(2);
    }

    @Test
    void anExceptionKeepsItsIdentityAndShowsTheLinesThatLedToIt() throws EvaluationException {
        run(
                "class Box {\n  int n;\n  int take() {\n    return 10 / n;\n  }\n}\nint open() {\n  return new Box().take();\n}");
        EvaluationException.Runtime e = thrown("int before = 1;\nList.of(1).forEach(x ->\n    open());");
        assertThat(e).hasMessage("/ by zero").hasCauseExactlyInstanceOf(ArithmeticException.class);
        assertThat(e.name()).isEqualTo("java.lang.ArithmeticException");
        assertThat(e.traceback())
                .containsExactly(
                        "java.lang.ArithmeticException: / by zero",
                        "    at Box.take (earlier cell, line 4):  return 10 / n;",
                        "    at open (earlier cell, line 8):  return new Box().take();",
                        "    at lambda (cell, line 3):  open());",
                        e.traceback().get(4),
                        "    at cell, line 2:  List.of(1).forEach(x ->");
        assertThat(e.traceback().get(4)).contains("at java.base/java.").contains("forEach(");
    }

    @Test
    void theUsersLinesStandBeforeThoseOfTheLibrariesThatThrew() {
        EvaluationException.Runtime e = thrown("int before = 1;\nList.of(1, 2).iterator().remove();");
        assertThat(e.traceback().subList(0, 3))
                .containsExactly(
                        "java.lang.UnsupportedOperationException",
                        "    at cell, line 2:  List.of(1, 2).iterator().remove();",
                        "  thrown in libraries:");
        assertThat(e.traceback().subList(3, e.traceback().size())).isNotEmpty().allSatisfy(line -> assertThat(line)
                .startsWith("    at java.base/java.util."));
    }

    @Test
    void causesAndTheUsersOwnExceptionsAreNamedAsWritten() {
        EvaluationException.Runtime e = thrown(
                """
                class Leak extends Exception {
                    Leak(String m, Throwable c) { super(m, c); }
                }
                void drip() throws Leak {
                    try { List.of().get(0); } catch (RuntimeException x) { throw new Leak("wet", x); }
                }
                drip();""");
        assertThat(e.traceback().get(0)).isEqualTo("Leak: wet");
        assertThat(e.traceback().get(1))
                .isEqualTo(
                        "    at drip (cell, line 5):  try { List.of().get(0); } catch (RuntimeException x) { throw new Leak(\"wet\", x); }");
        assertThat(e.traceback().get(2)).isEqualTo("    at cell, line 7:  drip();");
        assertThat(e.traceback().get(3)).startsWith("Caused by: java.lang.ArrayIndexOutOfBoundsException");
        assertThat(e.traceback()).noneMatch(l -> l.contains("REPL") || l.contains("jshell") || l.contains("reflect"));
    }
}
