package dev.espalier.kernel.session;

import dev.espalier.kernel.evaluate.CurrentCell;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderers;

/**
 * What Java cells call to show values before they end. Imported statically into every cell; also works in threads a cell
 * has started, which show in that cell.
 */
public final class Display {

    private static final Renderers RENDERERS = Renderers.installed();

    private Display() {}

    /** Shows a value in the running cell as if it were the cell's value. Outside a cell its text is printed. */
    public static void display(Object value) {
        display(value, null);
    }

    /**
     * Shows a value that {@link #updateDisplay} can replace.
     *
     * @param id any text; shown twice under one id, both places change
     */
    public static void display(Object value, String id) {
        MimeBundle shown = RENDERERS.render(value);
        CurrentCell.output().ifPresentOrElse(cell -> cell.display(shown, id), () -> System.out.println(shown.plain()));
    }

    /** Replaces what was shown under an id, in whichever cell that was. Does nothing outside a cell. */
    public static void updateDisplay(String id, Object value) {
        MimeBundle shown = RENDERERS.render(value);
        CurrentCell.output().ifPresent(cell -> cell.update(shown, id));
    }

    /**
     * Removes what the cell has shown so far.
     *
     * @param wait only when something new is shown, which avoids flicker
     */
    public static void clearOutput(boolean wait) {
        CurrentCell.output().ifPresent(cell -> cell.clear(wait));
    }
}
