package dev.espalier.kernel.render;

import dev.espalier.train.Evaluation;
import java.util.List;
import java.util.Locale;

/** Evaluations: accuracy, loss, and which classes are taken for which. */
public final class EvaluationRenderer implements Renderer<Evaluation> {

    private static final int MOST_CLASSES = 30;
    private static final double DARKEST = 0.65;

    @Override
    public Class<Evaluation> type() {
        return Evaluation.class;
    }

    @Override
    public MimeBundle render(Evaluation evaluation) {
        String matrix = evaluation.classes().size() > MOST_CLASSES
                ? Html.note(
                        "a confusion matrix of more than " + MOST_CLASSES + " classes is not shown; confusion() has it")
                : matrix(evaluation);
        return MimeBundle.text(evaluation.toString())
                .with("text/html", "<div>" + Html.escape(evaluation.toString()) + "</div>" + matrix);
    }

    private static String matrix(Evaluation evaluation) {
        StringBuilder html = new StringBuilder();
        html.append("<table style=\"border-collapse:collapse\"><thead><tr><th></th>");
        for (String name : evaluation.classes()) {
            html.append("<th style=\"vertical-align:bottom;text-align:center;padding:2px\">"
                            + "<span style=\"writing-mode:vertical-rl;transform:rotate(180deg)\">")
                    .append(Html.escape(name))
                    .append("</span></th>");
        }
        html.append("<th style=\"vertical-align:bottom;text-align:right\">right</th></tr></thead><tbody>");
        for (int label = 0; label < evaluation.classes().size(); label++) {
            List<Integer> row = evaluation.confusion().get(label);
            int images = row.stream().mapToInt(Integer::intValue).sum();
            html.append("<tr><th style=\"text-align:left;white-space:nowrap\">")
                    .append(Html.escape(evaluation.classes().get(label)))
                    .append("</th>");
            for (int predicted = 0; predicted < row.size(); predicted++) {
                html.append(cell(row.get(predicted), images, label == predicted));
            }
            html.append("<td style=\"text-align:right\">")
                    .append(
                            images == 0
                                    ? ""
                                    : String.format(Locale.ROOT, "%.1f&nbsp;%%", 100 * evaluation.recall(label)))
                    .append("</td></tr>");
        }
        return html.append("</tbody></table>")
                .append(Html.note("rows: true class; columns: what the network says; blue is right, orange is wrong"))
                .toString();
    }

    /** Tints let the page's own background shine through, so that the page's own ink stays readable on them. */
    private static String cell(int count, int images, boolean right) {
        String style = "text-align:right;padding:2px 6px";
        if (count > 0) {
            double strength = DARKEST * (0.2 + 0.8 * count / images);
            style += String.format(
                    Locale.ROOT, ";background:rgba(%s,%.2f)", right ? "0,114,178" : "230,159,0", strength);
        }
        return "<td style=\"" + style + "\">" + (count == 0 ? "" : String.format(Locale.ROOT, "%,d", count)) + "</td>";
    }
}
