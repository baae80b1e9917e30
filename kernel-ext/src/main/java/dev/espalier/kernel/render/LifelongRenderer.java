package dev.espalier.kernel.render;

import dev.espalier.papers.lps.Lifelong;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What each task came to, and the accuracy matrix as a heat map. */
public final class LifelongRenderer implements Renderer<Lifelong> {

    private static final List<Html.Column> COLUMNS = List.of(
            Html.Column.name("Task"),
            Html.Column.number("Accuracy, just learned"),
            Html.Column.number("Accuracy, in the end"),
            Html.Column.number("Logits changed since"),
            Html.Column.number("Weights taken so far"));

    @Override
    public Class<Lifelong> type() {
        return Lifelong.class;
    }

    @Override
    public MimeBundle render(Lifelong net) {
        List<List<String>> rows = new ArrayList<>();
        for (int task = 0; task < net.tasks().size(); task++) {
            rows.add(List.of(
                    net.tasks().get(task).name(),
                    percent(net.accuracies().get(task).get(task)),
                    percent(net.accuracy(task)),
                    net.changed().get(task).toString(),
                    percent(net.used().get(task))));
        }
        String html = Html.table(COLUMNS, rows)
                + Html.note(String.format(
                        Locale.ROOT,
                        "Mean accuracy %.2f %%, backward transfer %+.2f points.",
                        100 * net.mean(),
                        100 * net.backwardTransfer()))
                + ChartRenderer.html(net.chart());
        return MimeBundle.text(net.toString()).with("text/html", html);
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * part);
    }
}
