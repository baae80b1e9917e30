package dev.espalier.kernel.session;

import dev.espalier.kernel.evaluate.CurrentCell;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderers;
import java.util.Optional;

/** What Java cells call to show a value before they end. */
public final class Display {

    private static final Renderers RENDERERS = Renderers.installed();

    private Display() {}

    /**
     * Shows a value in the running cell as if it were the cell's value; also from threads the cell has started. Outside
     * a cell its text is printed.
     */
    public static void display(Object value) {
        MimeBundle shown = RENDERERS.render(value);
        Optional<Output> output = CurrentCell.output();
        output.ifPresentOrElse(cell -> cell.display(shown, null), () -> System.out.println(shown.plain()));
    }
}
