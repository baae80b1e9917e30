package dev.espalier.kernel.render;

import dev.espalier.papers.clicktrain.Clicked;
import dev.espalier.train.Evaluation;
import java.util.List;
import java.util.Locale;

/** Accuracy before the cut, after it and in the end, what became of each layer, and the run. */
public final class ClickedRenderer implements Renderer<Clicked> {

    private static final List<Html.Column> STAGES =
            List.of(Html.Column.name(""), Html.Column.number("Accuracy"), Html.Column.number("Loss"));

    @Override
    public Class<Clicked> type() {
        return Clicked.class;
    }

    @Override
    public MimeBundle render(Clicked clicked) {
        List<List<String>> rows = List.of(
                row("before the cut", clicked.before()), row("cut", clicked.cut()), row("trained on", clicked.after()));
        String html = Html.note(String.format(
                        Locale.ROOT,
                        "%s: %.2fx fewer parameters of convolutions, judged on %s; of the norm outside of the masks %.1f %%"
                                + " were left at the cut",
                        clicked.model().name(),
                        clicked.ratio(),
                        clicked.after().data(),
                        100 * clicked.left()))
                + Html.table(STAGES, rows)
                + PrunedRenderer.html(clicked.pruned())
                + TrainingRunRenderer.html(clicked.run());
        return MimeBundle.text(clicked.toString()).with("text/html", html);
    }

    private static List<String> row(String stage, Evaluation judged) {
        return List.of(
                stage,
                String.format(Locale.ROOT, "%.2f %%", 100 * judged.accuracy()),
                String.format(Locale.ROOT, "%.3f", judged.loss()));
    }
}
