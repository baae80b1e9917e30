package dev.espalier.study;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What was measured several times, with how much it scatters. */
public final class TrialCharts {

    private TrialCharts() {}

    /**
     * A point of a line.
     *
     * @param x where it stands
     * @param y what was measured there
     */
    public record Point(double x, Trials y) {}

    /**
     * Lines of means. Bars at the points are a standard deviation up and down; a point of a single trial has none.
     *
     * @param lines by name, in the order in which they are drawn, each with at least one point
     */
    public static XYChart lines(String title, String xTitle, String yTitle, Map<String, List<Point>> lines) {
        XYChart chart = new XYChartBuilder()
                .width(ChartStyle.WIDTH)
                .height(ChartStyle.HEIGHT)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setXAxisDecimalPattern("0.###");
        chart.getStyler().setYAxisDecimalPattern("0.###");
        lines.forEach((name, points) -> {
            XYSeries line = chart.addSeries(
                    name,
                    points.stream().mapToDouble(Point::x).toArray(),
                    points.stream().mapToDouble(point -> point.y().mean()).toArray(),
                    points.stream().mapToDouble(point -> scatter(point.y())).toArray());
            line.setMarker(SeriesMarkers.CIRCLE);
        });
        return chart;
    }

    private static double scatter(Trials trials) {
        return trials.size() == 1 ? 0 : trials.deviation();
    }

    /**
     * Numbers as colours, from white, the least, to blue, with the numbers in them.
     *
     * @param xs columns, from the left
     * @param ys rows, from below
     * @param values {@code values[x][y]}; what is not a number stays empty
     */
    public static HeatMapChart heatMap(
            String title, String xTitle, List<String> xs, String yTitle, List<String> ys, double[][] values) {
        HeatMapChart chart = new HeatMapChartBuilder()
                .width(ChartStyle.WIDTH)
                .height(ChartStyle.HEIGHT)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setRangeColors(new Color[] {Palette.PAPER, Palette.BLUE});
        chart.getStyler().setShowValue(true);
        chart.getStyler().setHeatMapValueDecimalPattern("0.##");
        chart.getStyler().setLegendVisible(false);
        List<Number[]> cells = new ArrayList<>();
        for (int x = 0; x < xs.size(); x++) {
            for (int y = 0; y < ys.size(); y++) {
                if (!Double.isNaN(values[x][y])) {
                    cells.add(new Number[] {x, y, values[x][y]});
                }
            }
        }
        chart.addSeries(title.toLowerCase(Locale.ROOT), xs, ys, cells);
        return chart;
    }
}
