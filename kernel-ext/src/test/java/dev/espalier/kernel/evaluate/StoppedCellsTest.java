package dev.espalier.kernel.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class StoppedCellsTest extends Cells {

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
                "System.class.getMethod(\"exit\", int.class).invoke(null, 3)",
                "Runtime.class.getMethod(\"halt\", int.class).invoke(Runtime.getRuntime(), 3)",
                "for (var m : System.class.getMethods()) { if (m.getName().equals(\"exit\")) { m.invoke(null, 3); } }",
                "var lookup = java.lang.invoke.MethodHandles.lookup();\n"
                        + "{ lookup.findStatic(System.class, \"exit\","
                        + " java.lang.invoke.MethodType.methodType(void.class, int.class)).invokeExact(3); }",
                "var lookup = java.lang.invoke.MethodHandles.lookup();\n"
                        + "lookup.unreflect(System.class.getMethod(\"exit\", int.class)).invoke(3);",
                "java.lang.invoke.MethodHandles.publicLookup().findVirtual(Runtime.class, \"exit\","
                        + " java.lang.invoke.MethodType.methodType(void.class, int.class))"
                        + ".invoke(Runtime.getRuntime(), 3);"
            })
    void exitByReflectionEndsTheCellOnly(String text) {
        EvaluationException.Runtime e = thrown(text);
        assertThat(e.getMessage())
                .matches("(System|Runtime)\\.(exit|halt)(\\(3\\))? ends this cell only; shut the kernel down .*");
        assertThat(e.traceback()).noneMatch(line -> line.contains("StopCheck"));
    }

    @Test
    void reflectionStillReachesWhatItsCellMayUse() throws EvaluationException {
        run("class Own { private int secret() { return 6; } static double half(double d, long l) { return d / l; } }");
        assertThat(run("var m = Own.class.getDeclaredMethod(\"secret\"); m.setAccessible(true); m.invoke(new Own())")
                        .value())
                .isEqualTo(6);
        assertThat(run("(double) java.lang.invoke.MethodHandles.lookup().findStatic(Own.class, \"half\","
                                + " java.lang.invoke.MethodType.methodType(double.class, double.class, long.class))"
                                + ".invokeExact(3.0, 2L)")
                        .value())
                .isEqualTo(1.5);
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
        EvaluationException e = stopped("kept = 6;\nSystem.out.print(\"go\");\n" + text, new RecordedOutput());
        assertThat(e).isInstanceOf(EvaluationException.Interrupted.class).hasMessage("stopped by the user");
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
        EvaluationException e = stopped(
                """
                {
                    reader[0] = Thread.currentThread();
                    System.out.print("go");
                    after = socket.getInputStream().read();
                    while (true) {}
                }""",
                output);
        assertThat(e).isInstanceOf(EvaluationException.Interrupted.class);
        assertThat(output.err())
                .isEqualTo("What the cell was waiting for cannot be stopped; it goes on in the background until it"
                        + " returns.\n");
        assertThat(run("reader[0].isAlive()").value()).isEqualTo(true);
        run("peer.close(); reader[0].join();");
        assertThat(run("after").value()).isEqualTo(-1);
    }

    /** How a cell ends that is interrupted as soon as it has printed "go". */
    private EvaluationException stopped(String text, RecordedOutput output) throws InterruptedException {
        Thread stopper = new Thread(() -> {
            try {
                output.await("go");
                java.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        stopper.start();
        EvaluationException e = catchThrowableOfType(EvaluationException.class, () -> java.evaluate(text, output));
        stopper.join();
        return e;
    }

    @Test
    void anInterruptWhileNothingRunsIsForgotten() throws EvaluationException {
        java.interrupt();
        assertThat(run("40 + 2").value()).isEqualTo(42);
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
}
