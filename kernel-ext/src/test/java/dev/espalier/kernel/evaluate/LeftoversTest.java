package dev.espalier.kernel.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.concurrent.Callable;
import jdk.jshell.JShell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cells leave behind in the memory of a session, and what they must find there however many have run since. */
@Timeout(300)
class LeftoversTest {

    private static Evaluator java;

    @BeforeAll
    static void start() {
        java = new Evaluator(Options.defaults());
    }

    @AfterAll
    static void end() {
        java.close();
    }

    private static Object run(String text) throws EvaluationException {
        return java.evaluate(text, new RecordedOutput()).value();
    }

    /** Runs enough cells for what is left over to be cleared away. */
    private static void manyCells() {
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> run("int = ;")); // of all snippets, one that does not parse takes the least time
        }
    }

    private static boolean collected(WeakReference<?> reference) {
        for (int i = 0; i < 20 && !reference.refersTo(null); i++) {
            System.gc();
        }
        return reference.refersTo(null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new byte[1 << 20]",
                "new Object() {}",
                "(Runnable) () -> System.out.println()",
                "java.util.stream.IntStream.range(0, 9).boxed().toList()"
            })
    void whatACellShowedIsNotKept(String text) throws EvaluationException {
        WeakReference<Object> value = new WeakReference<>(run(text));
        manyCells();
        assertThat(collected(value)).isTrue();
    }

    @Test
    void theClassesOfACellAreUnloaded() throws EvaluationException {
        WeakReference<Class<?>> type =
                new WeakReference<>(run("new Object() {}").getClass());
        manyCells();
        assertThat(collected(type)).isTrue();
    }

    @Test
    void theOldValueOfAVariableIsNotKept() throws EvaluationException {
        WeakReference<Object> value = new WeakReference<>(run("Object big = new byte[1 << 20];\nbig"));
        run("Object big = \"small\";");
        manyCells();
        assertThat(collected(value)).isTrue();
        assertThat(run("big")).isEqualTo("small");
    }

    @Test
    void manyCellsTakeNoMoreMemoryThanFew() throws Exception {
        String[] cells = {
            "1 + 1",
            "int k = 5;",
            "k = 6",
            "int f(int x) { return x + k; }",
            "f(3)",
            "for (int i = 0; i < 3; i++) { f(i); }"
        };
        long[] classes = new long[2];
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 300; i++) {
                run(cells[i % cells.length]);
            }
            manyCells();
            for (int i = 0; i < 5; i++) {
                System.gc();
            }
            classes[round] = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
        }
        // 300 cells have at least as many classes; what the compiler itself loads the second time is far less.
        assertThat(classes[1] - classes[0]).isLessThan(150);
    }

    @Test
    void whatWasDeclaredStays() throws EvaluationException {
        run(
                "int kept = 3;\nint twice(int n) { return 2 * n + kept; }\nrecord Pair(int a, int b) {}\nvar p = new Pair(1, 2);");
        manyCells();
        assertThat(run("twice(p.b()) + kept")).isEqualTo(10);
        assertThat(run("new Pair(1, 2).equals(p)")).isEqualTo(true);
    }

    @Test
    void namesCanBeDeclaredAgainAfterTheyWereForgotten() throws EvaluationException {
        run("class Again { int n() { return 1; } }\nint again = 1;\nint once() { return 1; }");
        java.forget(name -> name.equalsIgnoreCase("again") || name.equals("once"));
        manyCells();
        run("class Again { int n() { return 2; } }\nint again = 2;\nint once() { return 2; }");
        assertThat(run("new Again().n() + 10 * again + 100 * once()")).isEqualTo(222);
    }

    @Test
    void whatBelongsToThePackageOfATypeCanBeUsedInOtherCells() throws EvaluationException {
        run("class Box { int n = 4; protected int m() { return 5; } static class Inner { int k = 6; } Box() {} }");
        manyCells();
        assertThat(run("new Box().n")).isEqualTo(4);
        assertThat(run("new Box().m()")).isEqualTo(5);
        assertThat(run("var inner = new Box.Inner();\ninner.k")).isEqualTo(6);
        run("abstract class Shape { abstract int area(); int twice() { return 2 * area(); } }");
        assertThat(run("Shape s = new Shape() { int area() { return 7; } };\ns.twice()"))
                .isEqualTo(14);
        assertThat(run("new Shape() { int area() { return 8; } }.twice()")).isEqualTo(16);
        run("int areaOf(Shape shape) { return shape.area(); }");
        assertThat(run("areaOf(s)")).isEqualTo(7);
        assertThat(run("java.util.stream.Stream.of(s).mapToInt(Shape::area).sum()"))
                .isEqualTo(7);
        run("var named = new Object() { int y = 9; };");
        assertThat(run("named.y")).isEqualTo(9);
    }

    @Test
    void sealedTypesAndThoseTheyPermitCanStandInSeveralCells() throws EvaluationException {
        run(
                "sealed interface Animal permits Cat, Dog {}\nrecord Cat() implements Animal {}\nrecord Dog() implements Animal {}");
        manyCells();
        assertThat(run("Animal pet = new Cat();\npet")).hasToString("Cat[]");
    }

    @Test
    @SuppressWarnings("unchecked")
    void codeOfAForgottenCellGoesOnAndIsToldFrom() throws Exception {
        run("int seen = 41;\nStringBuilder text = new StringBuilder(\"x\");");
        Callable<Object> later = (Callable<Object>) run("(Callable<Object>) () -> {\n    if (seen < 0) {\n"
                + "        throw new IllegalStateException();\n    }\n    return text.append(seen + 1);\n}");
        Callable<Object> failing =
                (Callable<Object>) run("(Callable<Object>) () -> {\n    throw new IllegalStateException(\"late\");\n}");
        run("int seen = 0;\nStringBuilder text = null;");
        manyCells();
        // It has never run before, and still finds the variables as they were when it was written.
        assertThat(later.call()).hasToString("x42");
        java.bind("failing", failing, Callable.class);
        EvaluationException.Runtime thrown =
                catchThrowableOfType(EvaluationException.Runtime.class, () -> run("failing.call()"));
        assertThat(String.join("\n", thrown.traceback()))
                .contains("lambda (earlier cell, line 2):  throw new IllegalStateException(\"late\");");
    }

    @Test
    void overloadedMethodsAreToldFromToo() throws EvaluationException {
        run("int g(int n) {\n    return 1 / n;\n}\nint g(String s) {\n    return s.length();\n}");
        manyCells();
        EvaluationException.Runtime thrown = catchThrowableOfType(EvaluationException.Runtime.class, () -> run("g(0)"));
        assertThat(String.join("\n", thrown.traceback())).contains("g (earlier cell, line 2):  return 1 / n;");
    }

    @Test
    void aSessionGoesOnWhenItsCompilerIsRenewed() {
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            ShellTables tables = ShellTables.of(shell).orElseThrow();
            shell.eval("record Old(int n) { int twice() { return 2 * n; } }");
            shell.eval("int more(int n) { return n + new Old(3).twice(); }");
            tables.renewCompiler();
            assertThat(shell.eval("more(1)").get(0).value()).isEqualTo("7");
            shell.eval("int more(int n) { return new Old(n).twice(); }");
            tables.renewCompiler();
            assertThat(shell.eval("more(4)").get(0).value()).isEqualTo("8");
        }
    }
}
