package dev.espalier.kernel.render;

import dev.espalier.prune.Recovered;
import dev.espalier.train.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A pruned and retrained model: accuracy at every stage, then how it was trained, then what was pruned. */
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
        rows.add(row("before pruning", recovered.before()));
        rows.add(row("pruned, before recovery", recovered.unrecovered()));
        int epochs = recovered.run().epochs().size();
        recovered
                .after()
                .ifPresent(after -> rows.add(
                        row("after " + epochs + (epochs == 1 ? " epoch" : " epochs") + " of recovery", after)));
        String html = Html.note(recovered.solver() + " pruning, judged on "
                        + recovered.before().data())
                + Html.table(STAGES, rows)
                + TrainingRunRenderer.html(recovered.run())
                + PrunedRenderer.html(recovered.pruned());
        return MimeBundle.text(recovered.toString()).with("text/html", html);
    }

    private static List<String> row(String stage, Evaluation judged) {
        return List.of(
                stage,
                String.format(Locale.ROOT, "%.2f %%", 100 * judged.accuracy()),
                String.format(Locale.ROOT, "%.3f", judged.loss()));
    }
}
