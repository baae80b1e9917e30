package dev.espalier.kernel.session;

import dev.espalier.kernel.evaluate.CurrentCell;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.magic.LiveProgress;
import dev.espalier.kernel.render.Drawing;
import dev.espalier.kernel.render.Html;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.awt.Component;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * What Java cells call to show values before they end. Imported statically into every cell; also works in threads a cell
 * has started, which show in that cell.
 */
public final class Display {

    private static final Map<Output, LiveProgress> BARS = new ConcurrentHashMap<>();

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
        MimeBundle shown = renderers().render(value);
        CurrentCell.output().ifPresentOrElse(cell -> cell.display(shown, id), () -> System.out.println(shown.plain()));
    }

    /** Replaces what was shown under an id, in whichever cell that was. Does nothing outside a cell. */
    public static void updateDisplay(String id, Object value) {
        MimeBundle shown = renderers().render(value);
        CurrentCell.output().ifPresent(cell -> cell.update(shown, id));
    }

    /**
     * From now on shows values of a type by what a function makes of them:
     * {@code showAs(Point.class, p -> html("<b>" + p.x() + "</b>"))}. It may also give an image, a chart or a text.
     */
    public static <T> void showAs(Class<T> type, Function<? super T, ?> show) {
        CurrentCell.companion(Renderers.class)
                .orElseThrow(() -> new IllegalStateException(
                        "how values are shown can only be said in a cell, or in a thread a cell has started"))
                .define(type, show);
    }

    private static Renderers renderers() {
        return CurrentCell.companion(Renderers.class).orElseGet(() -> Outside.RENDERERS);
    }

    private static final class Outside {
        private static final Renderers RENDERERS = Renderers.installed();
    }

    /** HTML to show: {@code display(html("<b>done</b>"))}. Escape what comes from elsewhere: {@link #escape}. */
    public static MimeBundle html(String html) {
        return MimeBundle.text(html).with("text/html", html);
    }

    /** Text in Markdown to show. */
    public static MimeBundle markdown(String markdown) {
        return MimeBundle.text(markdown).with("text/markdown", markdown);
    }

    /** LaTeX to show, with its dollar signs. */
    public static MimeBundle latex(String latex) {
        return MimeBundle.text(latex).with("text/latex", latex);
    }

    /** An SVG picture to show. */
    public static MimeBundle svg(String svg) {
        return MimeBundle.text("SVG picture").with("image/svg+xml", svg);
    }

    /** A chart as an SVG picture, sharp at any size: {@code display(svg(chart))}. */
    public static MimeBundle svg(Chart<?, ?> chart) {
        return Drawing.svg(chart);
    }

    /** A component of Swing or AWT as an SVG picture. */
    public static MimeBundle svg(Component component) {
        return Drawing.svg(component);
    }

    /** A text as HTML that says the same, whatever it holds. */
    public static String escape(Object text) {
        return Html.escape(String.valueOf(text));
    }

    /**
     * Removes what the cell has shown so far.
     *
     * @param wait only when something new is shown, which avoids flicker
     */
    public static void clearOutput(boolean wait) {
        CurrentCell.output().ifPresent(cell -> cell.clear(wait));
    }

    /**
     * Bars in the running cell for what takes long, all of them in one place:
     * {@code trainer.reporting(progress(), cancellation())}. Outside a cell nothing is shown.
     */
    public static Progress progress() {
        Optional<Output> cell = CurrentCell.output();
        return cell.isPresent()
                ? BARS.computeIfAbsent(cell.get(), output -> new LiveProgress(output, renderers()))
                : Progress.NONE;
    }

    /** Asks to stop when the user stops the cell. Of the thread that asks, so that it may be kept for later cells. */
    public static Cancellation cancellation() {
        return () -> CurrentCell.stopped() || Thread.currentThread().isInterrupted();
    }

    /** Shows the last state of a cell's bars. */
    static void end(Output cell) {
        LiveProgress bars = BARS.remove(cell);
        if (bars != null) {
            bars.close();
        }
    }
}
