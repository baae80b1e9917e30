package dev.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.evaluate.Output.Channel;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.session.CellResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RunnerTest {
    private final StringWriter seen = new StringWriter();
    private final List<Notebook> kept = new ArrayList<>();

    @Test
    void keepsWhatAFrontEndWouldKeep() {
        Notebook done = run(
                        false,
                        (source, output) -> {
                            output.print(Channel.STDOUT, "a");
                            output.print(Channel.STDOUT, "b\n");
                            output.print(Channel.STDERR, "c");
                            output.print(Channel.STDOUT, "10 %\r20 %\rdone\n");
                            return new CellResult.Value(MimeBundle.text("42").with("text/html", "<b>42</b>"));
                        },
                        code("x"))
                .notebook();

        assertThat(outputs(done, 0))
                .containsExactly(
                        new CellOutput.Stream(Channel.STDOUT, "ab\n"),
                        new CellOutput.Stream(Channel.STDERR, "c"),
                        new CellOutput.Stream(Channel.STDOUT, "done\n"),
                        new CellOutput.Result(1, Map.of("text/plain", "42", "text/html", "<b>42</b>"), Map.of()));
        assertThat(((Cell.Code) done.cells().get(0)).count()).isEqualTo(OptionalInt.of(1));
    }

    @Test
    void updatesDisplaysOfEarlierCellsAndClears() {
        AtomicReference<Output> first = new AtomicReference<>();
        Notebook done = run(
                        false,
                        (source, output) -> {
                            switch (source) {
                                case "show" -> {
                                    first.set(output);
                                    output.display(MimeBundle.text("0 %"), "bar");
                                    output.display(MimeBundle.text("fixed"), null);
                                }
                                case "change" -> {
                                    output.update(MimeBundle.text("100 %"), "bar");
                                    output.update(MimeBundle.text("lost"), "unknown");
                                    first.get().print(Channel.STDOUT, "late");
                                }
                                case "clear" -> {
                                    output.print(Channel.STDOUT, "one");
                                    output.clear(true);
                                    output.print(Channel.STDOUT, "two");
                                    output.clear(true);
                                }
                                default -> {
                                    output.print(Channel.STDOUT, "gone");
                                    output.clear(false);
                                }
                            }
                            return new CellResult.Done();
                        },
                        code("show"),
                        code("change"),
                        code("clear"),
                        code("clear at once"))
                .notebook();

        assertThat(outputs(done, 0)).containsExactly(display("100 %"), display("fixed"), stdout("late"));
        assertThat(outputs(done, 1)).isEmpty();
        assertThat(outputs(done, 2)).containsExactly(stdout("two"));
        assertThat(outputs(done, 3)).isEmpty();
    }

    @Test
    void stopsAtTheFirstErrorAndDropsStaleOutputs() {
        Cell.Code stale = code("after").ran(9, List.of(stdout("stale")));

        Runner.Outcome outcome = run(false, RunnerTest::failOnBad, code("ok"), code("bad"), stale);

        assertThat(outcome).isInstanceOfSatisfying(Runner.Outcome.Failed.class, failed -> {
            assertThat(failed.number()).isEqualTo(2);
            assertThat(failed.failure().message()).isEqualTo("no such layer");
            assertThat(outputs(failed.notebook(), 1))
                    .containsExactly(new CellOutput.Failure("Bad", "no such layer", List.of("Bad: no such layer")));
            assertThat(failed.notebook().cells().get(2)).isEqualTo(stale.fresh());
        });
        assertThat(terminal()).contains("Bad: no such layer\ncell 2/3  failed after 0.0 s\n");
    }

    @Test
    void goesOnWhereErrorsAreAllowedOrExpected() {
        Cell.Code expected = new Cell.Code("e", "bad", Map.of("tags", List.of("raises-exception")));

        assertThat(run(false, RunnerTest::failOnBad, expected, code("ok")))
                .isInstanceOfSatisfying(Runner.Outcome.Finished.class, finished -> assertThat(finished.failed())
                        .isEqualTo(1));
        assertThat(run(true, RunnerTest::failOnBad, code("bad"), code("ok")))
                .isInstanceOf(Runner.Outcome.Finished.class);
    }

    @Test
    void keepsWhatRanWhenTheUserStops() {
        Runner.Outcome outcome = run(
                false,
                (source, output) -> {
                    output.print(Channel.STDOUT, "epoch 1");
                    return source.equals("long") ? new CellResult.Interrupted() : new CellResult.Done();
                },
                code("ok"),
                code("long"),
                code("never"));

        assertThat(outcome).isInstanceOfSatisfying(Runner.Outcome.Stopped.class, stopped -> {
            assertThat(stopped.number()).isEqualTo(2);
            assertThat(outputs(stopped.notebook(), 1))
                    .containsExactly(
                            stdout("epoch 1"), new CellOutput.Failure("Interrupted", "stopped by the user", List.of()));
            assertThat(outputs(stopped.notebook(), 2)).isEmpty();
        });
    }

    @Test
    void givesTheNotebookAwayAfterEveryCell() {
        run(
                false,
                (source, output) -> {
                    output.print(Channel.STDOUT, source);
                    return new CellResult.Done();
                },
                code("one"),
                code("two"));

        assertThat(kept).hasSize(2);
        assertThat(outputs(kept.get(0), 0)).containsExactly(stdout("one"));
        assertThat(outputs(kept.get(0), 1)).isEmpty();
        assertThat(outputs(kept.get(1), 1)).containsExactly(stdout("two"));
    }

    @Test
    void skipsEmptyCellsAndText() {
        Notebook done = run(
                        false,
                        (source, output) -> new CellResult.Done(),
                        new Cell.Markdown("m", "# x", Map.of(), Map.of()),
                        code(" \n"),
                        code("x"))
                .notebook();

        assertThat(((Cell.Code) done.cells().get(1)).count()).isEmpty();
        assertThat(((Cell.Code) done.cells().get(2)).count()).hasValue(1);
        assertThat(terminal()).isEqualTo("cell 1/1  x\ncell 1/1  done in 0.0 s\n");
    }

    static CellResult failOnBad(String source, Output output) {
        return source.equals("bad")
                ? new CellResult.Failure("Bad", "no such layer", List.of("Bad: no such layer"))
                : new CellResult.Done();
    }

    private Runner.Outcome run(boolean allowErrors, CellExecutor executor, Cell... cells) {
        TerminalView view = new TerminalView(new PrintWriter(seen), false, 80, () -> 0L);
        return new Runner(executor, view, allowErrors).run(new Notebook(Arrays.asList(cells), Map.of()), kept::add);
    }

    private String terminal() {
        return seen.toString();
    }

    private final List<String> ids = new ArrayList<>();

    private Cell.Code code(String source) {
        ids.add(source);
        return new Cell.Code("cell-" + ids.size(), source, Map.of());
    }

    private static CellOutput stdout(String text) {
        return new CellOutput.Stream(Channel.STDOUT, text);
    }

    private static CellOutput display(String text) {
        return new CellOutput.Display(Map.of("text/plain", text), Map.of());
    }

    private static List<CellOutput> outputs(Notebook notebook, int cell) {
        return ((Cell.Code) notebook.cells().get(cell)).outputs();
    }
}
