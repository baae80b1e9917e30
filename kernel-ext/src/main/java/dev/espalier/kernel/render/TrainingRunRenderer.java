package dev.espalier.kernel.render;

import dev.espalier.study.TrainingCurves;
import dev.espalier.train.Epoch;
import dev.espalier.train.TrainingRun;
import java.util.List;
import java.util.Locale;

/** Training runs: a row an epoch, and curves once there are two points to join. */
public final class TrainingRunRenderer implements Renderer<TrainingRun> {

    private static final List<Html.Column> COLUMNS = List.of(
            Html.Column.number("Epoch"),
            Html.Column.number("Loss"),
            Html.Column.number("Accuracy"),
            Html.Column.number("Test loss"),
            Html.Column.number("Test accuracy"),
            Html.Column.number("Learning rate"),
            Html.Column.number("Seconds"));
    private static final int OPEN_ROWS = 20;

    @Override
    public Class<TrainingRun> type() {
        return TrainingRun.class;
    }

    @Override
    public MimeBundle render(TrainingRun run) {
        return MimeBundle.text(run.toString()).with("text/html", html(run));
    }

    static String html(TrainingRun run) {
        StringBuilder html = new StringBuilder();
        html.append("<div>").append(Html.escape(headline(run))).append("</div>");
        List<Epoch> epochs = run.epochs();
        if (!epochs.isEmpty()) {
            String table = Html.table(
                    COLUMNS, epochs.stream().map(TrainingRunRenderer::row).toList());
            html.append(
                    epochs.size() <= OPEN_ROWS
                            ? table
                            : "<details><summary>all " + epochs.size() + " epochs</summary>" + table + "</details>");
        }
        if (epochs.size() > 1) {
            html.append(ChartRenderer.html(TrainingCurves.accuracy(run)));
            html.append(ChartRenderer.html(TrainingCurves.loss(run)));
        }
        if (!run.note().isEmpty()) {
            html.append("<div><b>").append(Html.escape(run.note())).append("</b></div>");
        }
        return html.toString();
    }

    private static String headline(TrainingRun run) {
        String text = String.format(
                Locale.ROOT,
                "%s %s, %,d steps",
                run.model().name(),
                run.finished() ? "trained" : "stopped early",
                run.steps());
        return run.epochs().isEmpty()
                ? text
                : text + "; " + run.epochs().get(run.epochs().size() - 1).test();
    }

    private static List<String> row(Epoch epoch) {
        return List.of(
                Integer.toString(epoch.number()),
                String.format(Locale.ROOT, "%.3f", epoch.loss()),
                percent(epoch.accuracy()),
                String.format(Locale.ROOT, "%.3f", epoch.test().loss()),
                percent(epoch.test().accuracy()),
                String.format(Locale.ROOT, "%.2g", epoch.rate()),
                String.format(Locale.ROOT, "%.1f", epoch.seconds()));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
