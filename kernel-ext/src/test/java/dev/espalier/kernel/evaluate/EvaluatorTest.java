package dev.espalier.kernel.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class EvaluatorTest {

    private static Evaluator java;

    @BeforeAll
    static void start() {
        java = new Evaluator(Options.defaults());
    }

    @AfterAll
    static void end() {
        java.close();
    }

    private static Evaluation run(String text) throws EvaluationException {
        return java.evaluate(text, new RecordedOutput());
    }

    private static EvaluationException.Compilation refused(String text) {
        return catchThrowableOfType(EvaluationException.Compilation.class, () -> run(text));
    }

    private static EvaluationException.Runtime thrown(String text) {
        return catchThrowableOfType(EvaluationException.Runtime.class, () -> run(text));
    }

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

    @Test
    void endlessRecursionEndsTheCellOnly() throws EvaluationException {
        EvaluationException.Runtime e = thrown("int deep(int n) { return deep(n + 1) + 1; }\ndeep(0)");
        assertThat(e).hasCauseInstanceOf(StackOverflowError.class);
        assertThat(e.traceback()).hasSizeLessThan(40).last().asString().matches("    \\.\\.\\. \\d+ more like it");
        assertThat(run("1").value()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "System.exit(3);",
                "Runtime.getRuntime().halt(3);",
                "Runtime.getRuntime().exit(3);",
                "IntConsumer end = System::exit;\nend.accept(3);",
                "IntConsumer end = Runtime.getRuntime()::halt;\nend.accept(3);"
            })
    void exitEndsTheCellOnly(String text) {
        assertThat(thrown(text).getMessage()).startsWith("System.exit(3) ends this cell only");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while (true) {}",
                "for (;;) { try { n++; } catch (Throwable t) {} }",
                "while (true) { try { Thread.sleep(10); } catch (Exception e) {} }",
                "do { switch (n) { case 0: continue; default: n = 0; } } while (n >= 0);",
                "int f(int k) { try { return f(k + 1); } catch (StackOverflowError e) { return f(0); } }\nf(0)",
                "Stream.iterate(1, k -> k + 1).filter(k -> k < 0).findFirst()",
                "IntStream.range(0, 4).parallel().forEach(k -> { while (true) {} });",
                "new CountDownLatch(1).await();",
                "var lock = new java.util.concurrent.locks.ReentrantLock(); var held = new CountDownLatch(1);\n"
                        + "var t = new Thread(() -> { lock.lock(); held.countDown(); }); t.start(); held.await();"
                        + "lock.lock();",
                "var server = new ServerSocket(0);\nserver.accept();",
                "var server = new ServerSocket(0);\n"
                        + "new Socket(\"localhost\", server.getLocalPort()).getInputStream().read();",
                "Runtime.getRuntime().exec(\"sleep 600\").getInputStream().read();",
                "var t = new Thread(() -> { while (true) {} }); t.start(); t.join();"
            })
    void anyLoopCanBeStoppedAndTheStateStays(String text) throws Exception {
        run("int kept = 5; int n = 0;");
        RecordedOutput output = new RecordedOutput();
        Thread stopper = new Thread(() -> {
            try {
                output.await("go");
                java.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        stopper.start();
        EvaluationException e = catchThrowableOfType(
                EvaluationException.class,
                () -> java.evaluate("kept = 6;\nSystem.out.print(\"go\");\n" + text, output));
        assertThat(e).isInstanceOf(EvaluationException.Interrupted.class).hasMessage("stopped by the user");
        stopper.join();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(run("kept").value()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"System.in.read()", "new java.util.Scanner(System.in).nextLine()"})
    void withoutAFrontEndThereIsNoOneToAsk(String text) {
        assertThat(thrown(text))
                .hasMessage("the cell asks for input, but there is no one to ask: it runs without a front end. Give it"
                        + " the value as a parameter or a file");
    }

    @Test
    void whatNothingCanStopIsLeftBehindUntilItReturns() throws Exception {
        run(
                """
            var server = new ServerSocket(0);
            var socket = new Socket("localhost", server.getLocalPort());
            var peer = server.accept();
            var reader = new Thread[1];
            int after = 0;""");
        RecordedOutput output = new RecordedOutput();
        Thread stopper = new Thread(() -> {
            try {
                output.await("go");
                java.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        stopper.start();
        EvaluationException e = catchThrowableOfType(
                EvaluationException.class,
                () -> java.evaluate(
                        """
                        {
                            reader[0] = Thread.currentThread();
                            System.out.print("go");
                            after = socket.getInputStream().read();
                            while (true) {}
                        }""",
                        output));
        assertThat(e).isInstanceOf(EvaluationException.Interrupted.class);
        stopper.join();
        assertThat(output.err())
                .isEqualTo("What the cell was waiting for cannot be stopped; it goes on in the background until it"
                        + " returns.\n");
        assertThat(run("reader[0].isAlive()").value()).isEqualTo(true);
        run("peer.close(); reader[0].join();");
        assertThat(run("after").value()).isEqualTo(-1);
    }

    @Test
    void anInterruptWhileNothingRunsIsForgotten() throws EvaluationException {
        java.interrupt();
        assertThat(run("40 + 2").value()).isEqualTo(42);
    }

    @Test
    void redefiningAClassSaysWhichVariablesItEmptied() throws EvaluationException {
        run("class Dot { int a = 1; }\nDot dot = new Dot();\nvar spot = new Dot();");
        assertThat(run("class Dot { int a = 1; }").notes()).isEmpty();
        assertThat(run("class Dot { int b = 2; }").notes())
                .containsExactlyInAnyOrder(
                        "dot has lost its value, because Dot was redefined; run the cell that sets it again",
                        "spot has lost its value, because Dot was redefined; run the cell that sets it again");
        assertThat(run("dot = new Dot();\nvar spot = new Dot();\ndot.b + spot.b")
                        .value())
                .isEqualTo(4);
        assertThat(run("class Dot { int c = 3; }\nDot dot = new Dot();\nvar spot = new Dot();")
                        .notes())
                .isEmpty();
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
    void boundVariablesAreTheVeryObjects() throws EvaluationException {
        List<String> list = new ArrayList<>(List.of("x"));
        java.bind("handed", list, List.class);
        assertThat(run("handed.size()").value()).isEqualTo(1);
        assertThat(run("handed").value()).isSameAs(list);
        assertThat(java.variable("handed")).containsSame(list);
        java.bind("handed", 3.5, double.class);
        assertThat(run("handed / 2").value()).isEqualTo(1.75);
        java.bind("handed", Map.entry("k", 1), Map.Entry.class);
        assertThat(run("handed.getKey()").value()).isEqualTo("k");
        java.bind("handed", new int[][] {{4}}, int[][].class);
        assertThat(run("handed[0][0]").value()).isEqualTo(4);
    }

    @Test
    void aTypeThatSnippetsCannotSeeIsRefused() {
        assertThatThrownBy(() -> java.bind("v", new RecordedOutput(), RecordedOutput.class))
                .hasMessage(
                        "variable v cannot have the type dev.espalier.kernel.evaluate.RecordedOutput, which snippets"
                                + " cannot see; give a public class or interface");
        assertThatThrownBy(() -> java.bind("v", "text", Integer.class))
                .hasMessage("variable v has the type java.lang.Integer, its value is a java.lang.String");
        assertThatThrownBy(() -> java.bind("1v", 1, int.class)).hasMessageStartingWith("variable 1v of type int: ");
    }

    @Test
    void declaredAndAssignedVariablesKeepTheirWrittenType() throws EvaluationException {
        java.declare("List<String>", "declared", List.of("a"));
        assertThat(run("declared.get(0).length()").value()).isEqualTo(1);
        java.assign("declared", List.of("bcd"));
        assertThat(run("declared.get(0).length()").value()).isEqualTo(3);
        java.declare("int", "declared", 4);
        assertThat(run("declared + 1").value()).isEqualTo(5);
        assertThatThrownBy(() -> java.assign("declared", "text"))
                .hasMessage("variable declared has the type int, its value cannot be a java.lang.String");
        assertThatThrownBy(() -> java.assign("declared", null))
                .hasMessage("variable declared has the type int, its value cannot be null");
        assertThatThrownBy(() -> java.assign("undeclared", 1)).hasMessage("there is no variable undeclared");
        assertThatThrownBy(() -> java.declare("Nothing", "d", null))
                .hasMessageStartingWith("variable d of type Nothing: ");
    }

    @Test
    void whatAStoppedCellHasFinishedCanStillBeNamed() throws EvaluationException {
        java.within(new RecordedOutput(), () -> {
            java.interrupt();
            java.declare("String", "finished", "half");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            return null;
        });
        assertThat(run("finished").value()).isEqualTo("half");
    }

    @Test
    void variablesAreListedWithTypeAndValue() throws EvaluationException {
        try (Evaluator fresh = new Evaluator(Options.defaults())) {
            fresh.evaluate(
                    "var words = List.of(\"a\"); int n = 2; record Own(int i) {}\nvar own = new Own(1); 1 + 1",
                    new RecordedOutput());
            assertThat(fresh.variables())
                    .extracting(v -> v.type() + " " + v.name())
                    .containsExactly("List<String> words", "int n", "Own own");
            assertThat(fresh.variables().get(0).value()).isEqualTo(List.of("a"));
            assertThat(fresh.variable("nothing")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "1 + 1 | COMPLETE | ''",
                "int x = ; | INVALID | ''",
                "'class A {' | INCOMPLETE | '    '",
                "'  foo(a,' | INCOMPLETE | '      '",
                "'int a = 1; }' | INVALID | ''",
                "'' | COMPLETE | ''"
            })
    void aConsoleLearnsWhetherToAskForMore(String text, Completeness.State state, String indent) {
        assertThat(java.completeness(text)).isEqualTo(new Completeness(state, indent));
    }

    @Test
    void completionKnowsTheSessionAndTheCellAbove() throws EvaluationException {
        run("String greeting = \"hi\";");
        assertThat(java.complete("greeting.toUpp", 14)).isEqualTo(new Completions(List.of("toUpperCase("), 9, 14));
        String cell = "int k = 1;\nvar parts = new ArrayList<String>();\nparts.addA + 1";
        assertThat(java.complete(cell, cell.length() - 4))
                .isEqualTo(new Completions(List.of("addAll("), cell.length() - 8, cell.length() - 4));
        assertThat(java.complete("int length = greeting.", 22).matches()).contains("length()");
        assertThat(java.complete("int = ; qqq", 11)).isEqualTo(Completions.none(11));
    }

    @ParameterizedTest
    @CsvSource({
        "'Math.max(1, 2)', 6, int Math.max(int a",
        "'Math.max(1, 2)', 14, int Math.max(int a",
        "'Math.max(1, 2)', 12, int Math.max(int a",
        "'String s = null;\ns.strip().isBlank()', 21, String String.strip()",
        "'int zz = 1;\nzz', 14, int zz",
        "'List', 2, java.util.List<E>"
    })
    void inspectionExplainsTheNameAtTheCursor(String text, int cursor, String expected) {
        assertThat(java.inspect(text, cursor, 0)).get().asString().contains(expected);
    }

    @Test
    void inspectionOfNothingIsEmpty() {
        assertThat(java.inspect("", 0, 1)).isEmpty();
        assertThat(java.inspect("nowhereToBeFound", 4, 1)).isEmpty();
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

    @Test
    void matchesThatFitTheTypeComeFirst() {
        List<String> matches = java.complete("int i = \"abc\".", 14).matches();
        assertThat(matches.indexOf("length()")).isLessThan(matches.indexOf("trim()"));
        assertThat(matches)
                .isNotEqualTo(matches.stream().sorted(Comparator.naturalOrder()).toList());
    }
}
