package dev.espalier.kernel.tool;

import dev.espalier.kernel.evaluate.CurrentCell;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.MimeBundle;
import java.util.List;

/**
 * What a captured cell has shown.
 *
 * @param stdout what it printed to {@link System#out}
 * @param stderr what it printed to {@link System#err}
 * @param outputs the values it displayed, its own value last
 */
public record Captured(String stdout, String stderr, List<MimeBundle> outputs) {

    public Captured {
        outputs = List.copyOf(outputs);
    }

    /** Shows all of it in the running cell, as if it had not been captured. */
    public void show() {
        CurrentCell.output().ifPresent(cell -> {
            cell.print(Output.Channel.STDOUT, stdout);
            cell.print(Output.Channel.STDERR, stderr);
            outputs.forEach(output -> cell.display(output, null));
        });
    }

    @Override
    public String toString() {
        return stdout.length() + " characters of output, " + stderr.length() + " of errors, " + outputs.size()
                + (outputs.size() == 1 ? " displayed value" : " displayed values");
    }
}
