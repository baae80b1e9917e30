package dev.espalier.kernel.render;

import dev.espalier.model.Cost;
import dev.espalier.study.Comparison;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.CategoryChart;

/** Models side by side as a table and two charts. */
public final class ComparisonRenderer implements Renderer<Comparison> {

    private static final int MOST_IN_A_LEGEND = 4;

    private static final List<Html.Column> COLUMNS = List.of(
            Html.Column.name("Model"),
            Html.Column.number("Accuracy"),
            Html.Column.number("Weights"),
            Html.Column.number("Fewer"),
            Html.Column.number("MACs"),
            Html.Column.number("Kept MACs"),
            Html.Column.number("Bytes"),
            Html.Column.number("Fewer"));

    @Override
    public Class<Comparison> type() {
        return Comparison.class;
    }

    @Override
    public MimeBundle render(Comparison comparison) {
        Comparison.Row first = comparison.rows().get(0);
        StringBuilder html = new StringBuilder();
        html.append(Html.table(
                COLUMNS,
                comparison.rows().stream().map(row -> cells(row, first.cost())).toList()));
        html.append(Html.note("Judged on " + comparison.data() + "; fewer is against " + first.name() + "."));
        if (comparison.rows().stream().anyMatch(Comparison.Row::masked)) {
            html.append(Html.note("Masked models store and multiply their zeros: kept MACs are no claim of speed."));
        }
        CategoryChart accuracy = comparison.accuracyChart();
        // What it was judged on stands below the table, and does not fit above a small chart.
        accuracy.setTitle("Accuracy");
        html.append(ChartRenderer.html(accuracy));
        CategoryChart size = comparison.chart();
        // Colours are those of the accuracies beside it; more names do not fit below a small chart.
        size.getStyler().setLegendVisible(comparison.rows().size() <= MOST_IN_A_LEGEND);
        html.append(ChartRenderer.html(size));
        return MimeBundle.text(comparison.toString()).with("text/html", html.toString());
    }

    private static List<String> cells(Comparison.Row row, Cost first) {
        Cost cost = row.cost();
        return List.of(
                row.name(),
                String.format(Locale.ROOT, "%.2f %%", 100 * row.accuracy()),
                number(cost.kept()),
                times(first.kept(), cost.kept()),
                number(cost.macs()),
                number(cost.keptMacs()),
                number(cost.bytes()),
                times(first.bytes(), cost.bytes()));
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String times(long first, long other) {
        return String.format(Locale.ROOT, "%.2fx", (double) first / other);
    }
}
