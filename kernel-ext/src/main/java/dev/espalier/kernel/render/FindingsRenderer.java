package dev.espalier.kernel.render;

import dev.espalier.experiment.Finding;
import dev.espalier.experiment.Findings;
import dev.espalier.study.Trials;
import java.util.List;
import org.knowm.xchart.internal.chartpart.Chart;

/** The claims of a paper as a table, the recipe's charts, and where the numbers come from. */
public final class FindingsRenderer implements Renderer<Findings> {

    private static final List<Html.Column> COLUMNS = List.of(
            Html.Column.name(""),
            Html.Column.text("Claim"),
            Html.Column.text("Paper"),
            Html.Column.text("Measured here"),
            Html.Column.number("Mean ± sd"),
            Html.Column.name("Rule"),
            Html.Column.name("Verdict"));

    @Override
    public Class<Findings> type() {
        return Findings.class;
    }

    @Override
    public MimeBundle render(Findings findings) {
        StringBuilder html = new StringBuilder();
        html.append("<div><b>" + Html.escape(findings.paper().toString()) + "</b>, " + findings.profile() + "</div>");
        html.append(Html.tableOfHtml(
                COLUMNS, findings.claims().stream().map(FindingsRenderer::cells).toList()));
        for (Chart<?, ?> chart : findings.charts()) {
            html.append(Html.image(ImageRenderer.png(ChartRenderer.image(chart)), chart.getTitle()));
        }
        findings.leftOut().forEach(line -> html.append(Html.note(line)));
        html.append(Html.note(findings.origins().toString()));
        return MimeBundle.text(findings.toString()).with("text/html", html.toString());
    }

    private static List<String> cells(Finding finding) {
        return List.of(
                Html.escape(finding.claim()),
                Html.escape(finding.statement()),
                Html.escape(finding.paper().toString()),
                Html.escape(finding.quantity()),
                Html.escape(finding.measured().map(Trials::toString).orElse("–")),
                Html.escape(finding.rule()),
                verdict(finding.verdict()));
    }

    private static String verdict(Finding.Verdict verdict) {
        String sign =
                switch (verdict) {
                    case HOLDS -> "✓ ";
                    case CONTRADICTED -> "✗ ";
                    case NOT_SEPARABLE -> "≈ ";
                    case NOT_MEASURED -> "– ";
                };
        return "<b>" + sign + verdict + "</b>";
    }
}
