package dev.espalier.kernel.render;

import dev.espalier.distill.Distilled;
import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.train.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Teacher and student side by side, then how the student was trained. */
public final class DistilledRenderer implements Renderer<Distilled> {

    private static final List<Html.Column> COLUMNS = List.of(
            Html.Column.name(""),
            Html.Column.name("Model"),
            Html.Column.number("Accuracy"),
            Html.Column.number("Loss"),
            Html.Column.number("Weights"),
            Html.Column.number("MACs"));

    @Override
    public Class<Distilled> type() {
        return Distilled.class;
    }

    @Override
    public MimeBundle render(Distilled distilled) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("teacher", distilled.teacher(), distilled.ofTeacher()));
        rows.add(row("student, before", distilled.model(), distilled.before()));
        distilled.after().ifPresent(after -> rows.add(row("student, after", distilled.model(), after)));
        String html = "<div>" + Html.escape(distilled.distill().toString()) + "</div>"
                + Html.table(COLUMNS, rows)
                + Html.note("Judged on " + distilled.before().data() + ".")
                + TrainingRunRenderer.html(distilled.run());
        return MimeBundle.text(distilled.toString()).with("text/html", html);
    }

    private static List<String> row(String role, Model model, Evaluation judged) {
        Cost cost = Cost.of(model);
        return List.of(
                role,
                model.name(),
                String.format(Locale.ROOT, "%.2f %%", 100 * judged.accuracy()),
                String.format(Locale.ROOT, "%.3f", judged.loss()),
                String.format(Locale.ROOT, "%,d", cost.kept()),
                String.format(Locale.ROOT, "%,d", cost.macs()));
    }
}
