package dev.espalier.study;

import dev.espalier.budget.Allocation;
import dev.espalier.budget.Allocation.Row;
import dev.espalier.budget.Measure;
import dev.espalier.budget.SensitivityCurve;
import dev.espalier.budget.SensitivityCurve.Point;
import dev.espalier.budget.SensitivityCurves;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How much each part of a model minds being made smaller, and how a budget was divided among the parts. */
public final class BudgetCharts {

    private static final int NAMES_IN_A_ROW = 4;
    private static final int NAMES_IN_A_COLUMN = 20;
    private static final int SLANT = 60;

    private BudgetCharts() {}

    /**
     * Accuracy in percent against how many times smaller a part is made, on a logarithmic axis; a line a part. Many parts
     * go from blue, the first, to orange, the last.
     */
    public static XYChart accuracy(SensitivityCurves curves) {
        return chart(curves, "Accuracy", "images classified rightly [%]", point -> 100 * point.accuracy());
    }

    /** Loss in nats, drawn as {@link #accuracy} is; points without a finite loss are left out. */
    public static XYChart loss(SensitivityCurves curves) {
        return chart(curves, "Loss", "cross-entropy [nats]", Point::loss);
    }

    private static XYChart chart(SensitivityCurves curves, String what, String unit, ToDoubleFunction<Point> of) {
        XYChart chart = new XYChartBuilder()
                .width(ChartStyle.WIDTH)
                .height(ChartStyle.HEIGHT)
                .title(what + " of " + curves.model() + " with one part made smaller")
                .xAxisTitle("times smaller")
                .yAxisTitle(unit)
                .build();
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setYAxisDecimalPattern("0.##");
        chart.getStyler().setxAxisTickLabelsFormattingFunction(log -> times(Math.pow(2, log)));
        int parts = curves.curves().size();
        if (parts > NAMES_IN_A_ROW) {
            chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
            chart.getStyler().setLegendLayout(LegendLayout.Vertical);
            chart.getStyler().setLegendVisible(parts <= NAMES_IN_A_COLUMN);
        }
        for (int i = 0; i < parts; i++) {
            add(chart, curves.curves().get(i), of, i, parts);
        }
        return chart;
    }

    private static void add(XYChart chart, SensitivityCurve curve, ToDoubleFunction<Point> of, int index, int count) {
        List<Point> drawn = curve.points().stream()
                .filter(point -> Double.isFinite(of.applyAsDouble(point)))
                .toList();
        XYSeries line = chart.addSeries(
                curve.dial().name(),
                drawn.stream().mapToDouble(BudgetCharts::logTimes).toArray(),
                drawn.stream().mapToDouble(of).toArray());
        line.setMarker(SeriesMarkers.CIRCLE);
        line.setMarkerColor(Palette.of(index, count));
        line.setLineColor(Palette.of(index, count));
    }

    /** Chart axes are either linear or decimal logarithmic; from 1x to 32x neither has ticks to read. */
    private static double logTimes(Point point) {
        return Math.log(1 / point.keep()) / Math.log(2);
    }

    private static String times(double times) {
        return times < 10 && times % 1 != 0
                ? String.format(Locale.ROOT, "%.1fx", times)
                : String.format(Locale.ROOT, "%.0fx", times);
    }

    /** What each layer has of the budget's measure, faint before and in colour after. */
    public static CategoryChart division(Allocation allocation) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(ChartStyle.WIDTH)
                .height(ChartStyle.HEIGHT)
                .title(allocation.budget() + " of " + allocation.dials().model().name() + ", divided by "
                        + allocation.strategy())
                .yAxisTitle(allocation.budget().measure().unit())
                .build();
        ChartStyle.apply(chart.getStyler());
        List<Row> rows = allocation.rows();
        chart.getStyler().setOverlapped(true);
        chart.getStyler().setYAxisMin(0.0);
        Measure measure = allocation.budget().measure();
        chart.getStyler().setYAxisDecimalPattern(measure.isCounted() ? "#,##0" : "0.###");
        chart.getStyler().setXAxisLabelRotation(rows.size() > NAMES_IN_A_ROW ? SLANT : 0);
        List<String> layers = rows.stream().map(Row::layer).toList();
        chart.addSeries("before", layers, values(rows, measure, Row::before)).setFillColor(Palette.FAINT);
        chart.addSeries("after", layers, values(rows, measure, Row::after)).setFillColor(Palette.BLUE);
        return chart;
    }

    private static List<Double> values(List<Row> rows, Measure measure, ToLongFunction<Row> of) {
        return rows.stream().map(row -> measure.value(of.applyAsLong(row))).toList();
    }
}
