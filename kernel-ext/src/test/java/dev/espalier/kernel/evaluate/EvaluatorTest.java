package dev.espalier.kernel.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class EvaluatorTest extends Cells {

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("1 + 1", 2),
                Arguments.of("  \"a\"\n  + \"b\"  // done\n", "ab"),
                Arguments.of("int a = 20;\na + 1", 21),
                Arguments.of("int twice(int n) {\n  return 2 * n;\n}\ntwice(4)", 8),
                Arguments.of("var l = List.of(1, 2);\nl.stream().mapToInt(x -> x).sum()", 3),
                Arguments.of("int b = 1;\nb = 7", 7),
                Arguments.of("record P(int x, int y) {}\nnew P(1, 2).y()", 2),
                Arguments.of("enum Way { UP, DOWN }\nWay.DOWN.ordinal()", 1),
                Arguments.of("interface I<T> { T get(); }\nI<String> i = () -> \"x\";\ni.get()", "x"),
                Arguments.of("(Object) null", null),
                Arguments.of("\"\"\"\n  %train net\n  x\"\"\"", "%train net\nx"),
                Arguments.of("// only\n/* a */ 'c' /* comment */", 'c'),
                Arguments.of("switch (3) { case 3 -> \"three\"; default -> \"?\"; }", "three"),
                Arguments.of("\"größer 模型 😀\"", "größer 模型 😀"),
                Arguments.of("import java.time.Duration;\nDuration.ofSeconds(61).toMinutes()", 1L),
                Arguments.of("Thread.currentThread().getContextClassLoader().getName()", "snippets"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void theLastExpressionIsTheValue(String text, Object value) throws EvaluationException {
        Evaluation evaluation = run(text);
        assertThat(evaluation.hasValue()).isTrue();
        assertThat(evaluation.value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  // nothing\n",
                "1 + 1;",
                "1 + 1; // quiet\n/* really */",
                "int c = 3",
                "void c() {} c();",
                "for (int i = 0; i < 3; i++) {}",
                "import java.awt.Color;",
                "class Empty {}"
            })
    void aSemicolonOrAStatementHasNoValue(String text) throws EvaluationException {
        assertThat(run(text).hasValue()).isFalse();
    }

    @Test
    void assertionsAreChecked() {
        assertThat(thrown("assert 1 > 2 : \"told\";").getMessage()).isEqualTo("told");
        assertThat(thrown("void twice(int n) { assert n > 0; }\ntwice(0)")).hasCauseInstanceOf(AssertionError.class);
        assertThat(thrown("class Positive { Positive(int n) { assert n > 0 : n; } }\nnew Positive(-1)")
                        .getMessage())
                .isEqualTo("-1");
    }

    @Test
    void constructorsOfRecordsNeedNoModifier() throws EvaluationException {
        String records =
                """
                record Share(int of, int all) {
                    Share {
                        if (all < 1) throw new IllegalArgumentException("of " + all);
                    }
                }
                record Named(String name) { Named(String name) { this.name = name.strip(); } }
                """;
        assertThat(run(records + "new Share(1, 2) + new Named(\" all \").name()")
                        .value())
                .isEqualTo("Share[of=1, all=2]all");
        assertThat(thrown("new Share(1, 0)")).hasMessage("of 0");
        assertThatThrownBy(() -> run("record Own(int i) { private Own { } }"))
                .hasMessageContaining("attempting to assign stronger access privileges; was public");
    }

    @Test
    void classesOfACellMayUseEachOther() throws EvaluationException {
        assertThat(
                        run("""
                                class Ping { Pong other; int n() { return 1; } }
                                class Pong { Ping other = new Ping(); }
                                sealed interface Shape permits Circle, Square {}
                                record Circle(double r) implements Shape {}
                                record Square(double a) implements Shape {}
                                double area(Shape s) {
                                    if (s instanceof Circle c) { return 3 * c.r() * c.r(); }
                                    return side(s) * side(s);
                                }
                                double side(Shape s) { return ((Square) s).a(); }
                                new Pong().other.n() + area(new Square(3))
                                """)
                                .value())
                .isEqualTo(10.0);
    }

    @Test
    void whatACellPrintsGoesToItsOutput() throws Exception {
        RecordedOutput first = new RecordedOutput();
        java.evaluate(
                """
                System.out.print("ä😀");
                System.err.println("oops");
                for (byte b : "模".getBytes("UTF-8")) { System.out.write(b); }
                var go = new CountDownLatch(1);
                var late = new Thread(() -> {
                    try { go.await(); } catch (InterruptedException e) { return; }
                    System.out.print("late");
                });
                late.start();""",
                first);
        assertThat(first.out()).isEqualTo("ä😀模");
        assertThat(first.err()).isEqualTo("oops\n");
        RecordedOutput second = new RecordedOutput();
        java.evaluate("go.countDown(); late.join(); System.out.print(\"second\");", second);
        assertThat(first.out()).endsWith("late");
        assertThat(second.out()).isEqualTo("second");
    }

    @Test
    void workWithinACellPrintsAndIsInterruptedLikeJava() {
        RecordedOutput outer = new RecordedOutput();
        RecordedOutput inner = new RecordedOutput();
        java.within(outer, () -> {
            System.out.print("a");
            java.within(inner, () -> {
                System.out.print("b");
                return null;
            });
            System.out.print("c");
            java.interrupt();
            assertThat(java.interrupted()).isTrue();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            return null;
        });
        assertThat(outer.out()).isEqualTo("ac");
        assertThat(inner.out()).isEqualTo("b");
        assertThat(java.interrupted()).isFalse();
    }

    @Test
    void aNarrowCompileClassPathHidesTheRest() throws EvaluationException {
        Path api = Path.of(
                Output.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        Options narrow = Options.defaults().withCompileClassPath(List.of(api));
        try (Evaluator evaluator = new Evaluator(narrow)) {
            assertThat(evaluator.complete("org.", 4).matches()).doesNotContain("junit", "zeromq");
            assertThat(evaluator
                            .evaluate("dev.espalier.kernel.evaluate.Output.Channel.STDOUT", new RecordedOutput())
                            .value())
                    .isSameAs(Output.Channel.STDOUT);
        }
    }

    @Test
    void closingTwiceTakesNothingFromOtherSessions() throws EvaluationException {
        Evaluator other = new Evaluator(Options.defaults());
        other.close();
        other.close();
        RecordedOutput output = new RecordedOutput();
        java.evaluate("System.out.print(\"still here\");", output);
        assertThat(output.out()).isEqualTo("still here");
    }

    @Test
    void anImportThatDoesNotExistIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new Evaluator(Options.defaults().withImports(List.of("nowhere.Thing"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("import nowhere.Thing: package nowhere does not exist");
    }
}
