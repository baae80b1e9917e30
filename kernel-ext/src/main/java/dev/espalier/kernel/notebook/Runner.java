package dev.espalier.kernel.notebook;

import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.session.CellResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs the code cells of a notebook in order, without a front end. */
public final class Runner {
    private final CellExecutor executor;
    private final TerminalView view;
    private final boolean allowErrors;

    /**
     * A runner.
     *
     * @param allowErrors whether to go on after a cell that failed; a cell tagged {@code raises-exception} may always
     *     fail
     */
    public Runner(CellExecutor executor, TerminalView view, boolean allowErrors) {
        this.executor = executor;
        this.view = view;
        this.allowErrors = allowErrors;
    }

    /** How a run ended, and the notebook with the outputs of what ran; cells that did not run have none. */
    public sealed interface Outcome {
        Notebook notebook();

        /** Every cell ran. */
        record Finished(Notebook notebook, int cells, int failed) implements Outcome {}

        /** A cell failed, and the rest was left. */
        record Failed(Notebook notebook, Cell.Code cell, int number, CellResult.Failure failure) implements Outcome {}

        /** The user stopped the run. */
        record Stopped(Notebook notebook, int number) implements Outcome {}
    }

    /**
     * Runs the notebook; its old outputs are dropped first.
     *
     * @param keeper gets the notebook with the outputs so far after every cell, so that a run that dies loses one cell
     *     at most
     */
    public Outcome run(Notebook notebook, Consumer<Notebook> keeper) {
        Notebook fresh = notebook.withoutOutputs();
        List<Cell.Code> code = fresh.cells().stream()
                .filter(cell -> cell instanceof Cell.Code && !cell.source().isBlank())
                .map(Cell.Code.class::cast)
                .toList();
        Recording recording = new Recording();
        List<Ran> done = new ArrayList<>();
        int failed = 0;
        for (Cell.Code cell : code) {
            int number = done.size() + 1;
            Recording.Cell record = recording.newCell();
            view.started(number, code.size(), cell.source());
            long start = System.nanoTime();
            CellResult result = executor.run(cell.source(), both(record, view.output()));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            done.add(new Ran(cell, number, record, result));
            boolean mayFail = allowErrors || cell.tagged("raises-exception");
            if (result instanceof CellResult.Interrupted) {
                view.ended(number, code.size(), took, "stopped after");
                return new Outcome.Stopped(assemble(fresh, done), number);
            } else if (result instanceof CellResult.Failure failure) {
                failed++;
                view.value(String.join("\n", failure.traceback()));
                view.ended(number, code.size(), took, "failed after");
                if (!mayFail) {
                    return new Outcome.Failed(assemble(fresh, done), cell, number, failure);
                }
            } else {
                if (result instanceof CellResult.Value value) {
                    view.value(value.shown().plain());
                }
                view.ended(number, code.size(), took, "done in");
            }
            keeper.accept(assemble(fresh, done));
        }
        return new Outcome.Finished(assemble(fresh, done), code.size(), failed);
    }

    private record Ran(Cell.Code cell, int number, Recording.Cell record, CellResult result) {
        Cell.Code recorded() {
            List<CellOutput> outputs = new ArrayList<>(record.outputs());
            if (result instanceof CellResult.Value value) {
                outputs.add(new CellOutput.Result(
                        number, new LinkedHashMap<>(value.shown().data()), Map.of()));
            } else if (result instanceof CellResult.Failure failure) {
                outputs.add(new CellOutput.Failure(failure.name(), failure.message(), failure.traceback()));
            } else if (result instanceof CellResult.Interrupted) {
                outputs.add(new CellOutput.Failure("Interrupted", "stopped by the user", List.of()));
            }
            return cell.ran(number, outputs);
        }
    }

    /** Outputs are collected at the end of the run: a later cell may have updated an earlier one's. */
    private static Notebook assemble(Notebook notebook, List<Ran> done) {
        Map<String, Cell> ran = new LinkedHashMap<>();
        done.forEach(each -> ran.put(each.cell.id(), each.recorded()));
        return notebook.with(notebook.cells().stream()
                .map(cell -> ran.getOrDefault(cell.id(), cell))
                .toList());
    }

    private static Output both(Output one, Output two) {
        return new Output() {
            @Override
            public void print(Channel channel, String text) {
                one.print(channel, text);
                two.print(channel, text);
            }

            @Override
            public void display(MimeBundle value, String displayId) {
                one.display(value, displayId);
                two.display(value, displayId);
            }

            @Override
            public void update(MimeBundle value, String displayId) {
                one.update(value, displayId);
                two.update(value, displayId);
            }

            @Override
            public void clear(boolean wait) {
                one.clear(wait);
                two.clear(wait);
            }
        };
    }
}
