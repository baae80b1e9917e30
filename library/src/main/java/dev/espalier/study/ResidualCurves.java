package dev.espalier.study;

import dev.espalier.solve.Residuals;
import java.awt.BasicStroke;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How ADMM converged, round by round. */
public final class ResidualCurves {

    /** Where the logarithmic axis ends: a residual of zero is drawn here. */
    private static final double LEAST = 1e-6;

    private ResidualCurves() {}

    /**
     * The distance of weights from their sets, ||W - Z|| / ||W||, of the farthest, the median and the nearest layer after
     * each round, and dashed the distance by which the median member still moves. A line that levels off above 0.1 has not
     * converged.
     *
     * @throws IllegalArgumentException if no round was finished
     */
    public static XYChart of(Residuals residuals) {
        if (residuals.rounds().isEmpty()) {
            throw new IllegalArgumentException(
                    "ADMM stopped before its first round, so there are no residuals to draw");
        }
        XYChart chart = new XYChartBuilder()
                .width(ChartStyle.WIDTH)
                .height(ChartStyle.HEIGHT)
                .title("Residuals of ADMM over " + residuals.parts().size()
                        + (residuals.parts().size() == 1 ? " constraint" : " constraints"))
                .xAxisTitle("round")
                .yAxisTitle("distance / norm of the weights")
                .build();
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setXAxisDecimalPattern("0");
        add(chart, "farthest from its set", residuals, round -> quantile(round.primal(), 1));
        add(chart, "median", residuals, round -> quantile(round.primal(), 0.5));
        add(chart, "nearest", residuals, round -> quantile(round.primal(), 0));
        XYSeries moves = add(chart, "median move of members", residuals, round -> quantile(round.dual(), 0.5));
        moves.setLineStyle(new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 0, new float[] {6, 5}, 0));
        return chart;
    }

    private static XYSeries add(
            XYChart chart, String name, Residuals residuals, Function<Residuals.Round, Double> value) {
        double[] rounds =
                IntStream.range(0, residuals.rounds().size()).asDoubleStream().toArray();
        double[] values = residuals.rounds().stream()
                .mapToDouble(round -> Math.max(LEAST, value.apply(round)))
                .toArray();
        XYSeries series = chart.addSeries(name, rounds, values);
        series.setMarker(SeriesMarkers.NONE);
        return series;
    }

    private static double quantile(List<Double> values, double part) {
        return values.stream().sorted().toList().get((int) Math.round(part * (values.size() - 1)));
    }
}
