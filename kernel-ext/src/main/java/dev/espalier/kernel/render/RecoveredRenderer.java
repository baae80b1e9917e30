package dev.espalier.kernel.render;

import dev.espalier.solve.Recovered;
import dev.espalier.solve.Stage;
import dev.espalier.study.ResidualCurves;
import dev.espalier.train.TrainingRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
        recovered.residuals().ifPresent(residuals -> html.append(ChartRenderer.html(ResidualCurves.of(residuals)))
                .append(Html.note(residuals.toString())));
        for (TrainingRun run : recovered.runs()) {
            html.append(TrainingRunRenderer.html(run));
        }
        return MimeBundle.text(recovered.toString()).with("text/html", html.toString());
    }

    private static List<String> row(Stage stage) {
        return List.of(
                stage.name(),
                String.format(Locale.ROOT, "%.2f %%", 100 * stage.judged().accuracy()),
                String.format(Locale.ROOT, "%.3f", stage.judged().loss()));
    }
}
