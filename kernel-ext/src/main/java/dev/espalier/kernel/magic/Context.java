package dev.espalier.kernel.magic;

import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;

/**
 * What a running magic can use.
 *
 * @param output where the cell shows things
 * @param renderers how values are shown
 * @param variables of the session
 * @param progress shows bars in the cell
 * @param cancellation when the user stops the cell
 * @param workspace the session itself
 * @param taken whether the value goes to a variable and is not shown
 */
public record Context(
        Output output,
        Renderers renderers,
        Variables variables,
        Progress progress,
        Cancellation cancellation,
        Workspace workspace,
        boolean taken) {

    /** Shows a value before the magic ends. */
    public void show(Object value) {
        output.display(renderers.render(value), null);
    }

    /** Prints a line. */
    public void print(String line) {
        output.print(Output.Channel.STDOUT, line + "\n");
    }
}
