package dev.espalier.kernel.render;

import dev.espalier.gan.GanRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Adversarial training: what the generator makes, and the losses, a row an epoch. */
public final class GanRunRenderer implements Renderer<GanRun> {

    @Override
    public Class<GanRun> type() {
        return GanRun.class;
    }

    @Override
    public MimeBundle render(GanRun run) {
        return MimeBundle.text(run.toString()).with("text/html", html(run));
    }

    static String html(GanRun run) {
        List<Html.Column> columns = new ArrayList<>(List.of(Html.Column.number("Epoch")));
        run.losses().forEach(loss -> columns.add(Html.Column.number(loss)));
        columns.add(Html.Column.number("Learning rate"));
        columns.add(Html.Column.number("Seconds"));
        List<List<String>> rows = run.epochs().stream()
                .map(epoch -> {
                    List<String> row = new ArrayList<>(List.of(Integer.toString(epoch.number())));
                    run.losses()
                            .forEach(loss -> row.add(String.format(
                                    Locale.ROOT, "%.4f", epoch.losses().get(loss))));
                    row.add(String.format(Locale.ROOT, "%.2g", epoch.rate()));
                    row.add(String.format(Locale.ROOT, "%.1f", epoch.seconds()));
                    return row;
                })
                .toList();
        String headline = run.generator().name() + (run.finished() ? " trained" : " stopped early");
        return "<div>" + Html.escape(headline) + "</div>"
                + Html.image(
                        ImageRenderer.png(GridDrawing.of(run.samples())),
                        run.samples().title())
                + "<details><summary>all " + rows.size() + " epochs</summary>" + Html.table(columns, rows)
                + "</details>"
                + (run.note().isEmpty() ? "" : "<div><b>" + Html.escape(run.note()) + "</b></div>");
    }
}
