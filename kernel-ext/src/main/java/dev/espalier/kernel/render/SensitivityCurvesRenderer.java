package dev.espalier.kernel.render;

import dev.espalier.budget.Sensitivity;
import dev.espalier.budget.SensitivityCurve;
import dev.espalier.budget.SensitivityCurve.Point;
import dev.espalier.budget.SensitivityCurves;
import dev.espalier.study.BudgetCharts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Sensitivity: a chart, and a table of accuracies with a row a layer and a column a position. */
public final class SensitivityCurvesRenderer implements Renderer<SensitivityCurves> {

    @Override
    public Class<SensitivityCurves> type() {
        return SensitivityCurves.class;
    }

    @Override
    public MimeBundle render(SensitivityCurves curves) {
        return MimeBundle.text(curves.toString()).with("text/html", html(curves));
    }

    private static String html(SensitivityCurves curves) {
        Set<String> positions = new LinkedHashSet<>();
        for (SensitivityCurve curve : curves.curves()) {
            pruned(curve).forEach(point -> positions.add(curve.dial().describe(point.keep())));
        }
        List<Html.Column> columns = new ArrayList<>(List.of(Html.Column.name("Layer")));
        positions.forEach(position -> columns.add(Html.Column.number(position)));
        List<List<String>> rows =
                curves.curves().stream().map(curve -> row(curve, positions)).toList();
        return "<div>" + Html.escape("Sensitivity of " + curves.model() + ", " + curves.method()) + "</div>"
                + Html.image(ImageRenderer.png(ChartRenderer.image(BudgetCharts.accuracy(curves))), "Accuracy")
                + Html.table(columns, rows)
                + Html.note(String.format(
                        Locale.ROOT,
                        "Accuracy on %,d images of %s with one layer pruned and no training; %.1f %% as it is.%s",
                        curves.sensitivity().images(),
                        curves.data(),
                        100 * curves.base().accuracy(),
                        recalibrated(curves.sensitivity())))
                + (curves.finished() ? "" : "<div><b>stopped before every point was measured</b></div>");
    }

    private static String recalibrated(Sensitivity sensitivity) {
        return sensitivity.recalibration() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        " Each time after batch normalisation was recalibrated on %,d training images.",
                        sensitivity.recalibration());
    }

    private static List<String> row(SensitivityCurve curve, Set<String> positions) {
        List<String> row = new ArrayList<>(List.of(curve.dial().name()));
        for (String position : positions) {
            row.add(pruned(curve).stream()
                    .filter(point -> curve.dial().describe(point.keep()).equals(position))
                    .map(point -> String.format(Locale.ROOT, "%.1f %%", 100 * point.accuracy()))
                    .findFirst()
                    .orElse(""));
        }
        return row;
    }

    private static List<Point> pruned(SensitivityCurve curve) {
        return curve.points().subList(1, curve.points().size());
    }
}
