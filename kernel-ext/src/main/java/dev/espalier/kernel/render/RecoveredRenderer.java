package dev.espalier.kernel.render;

import dev.espalier.solve.Recovered;
import dev.espalier.solve.Residuals;
import dev.espalier.solve.Stage;
import dev.espalier.study.ResidualCurves;
import dev.espalier.train.TrainingRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;

/** A compressed and retrained model: accuracy at every stage, then how it was trained. */
public final class RecoveredRenderer implements Renderer<Recovered> {

    private static final List<Html.Column> STAGES =
            List.of(Html.Column.name(""), Html.Column.number("Accuracy"), Html.Column.number("Loss"));

    @Override
    public Class<Recovered> type() {
        return Recovered.class;
    }

    @Override
    public MimeBundle render(Recovered recovered) {
        List<List<String>> rows = new ArrayList<>();
        recovered.stages().forEach(stage -> rows.add(row(stage)));
        StringBuilder html = new StringBuilder(Html.note(recovered.solver().name() + " " + recovered.aim()
                        + ", judged on " + recovered.before().data())
                + Html.table(STAGES, rows));
        recovered.residuals().ifPresent(residuals -> html.append(residuals(residuals)));
        for (TrainingRun run : recovered.runs()) {
            html.append(TrainingRunRenderer.html(run));
        }
        return MimeBundle.text(recovered.toString()).with("text/html", html.toString());
    }

    /** As wide as it wants to be: its legend has four long names. */
    private static String residuals(Residuals residuals) {
        XYChart chart = ResidualCurves.of(residuals);
        return Html.image(ImageRenderer.png(ChartRenderer.image(chart)), chart.getTitle())
                + Html.note(residuals.toString());
    }

    private static List<String> row(Stage stage) {
        return List.of(
                stage.name(),
                String.format(Locale.ROOT, "%.2f %%", 100 * stage.judged().accuracy()),
                String.format(Locale.ROOT, "%.3f", stage.judged().loss()));
    }
}
