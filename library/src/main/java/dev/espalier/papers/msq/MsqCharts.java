package dev.espalier.papers.msq;

import dev.espalier.experiment.Outcome;
import dev.espalier.experiment.Outcomes;
import dev.espalier.fpga.Device;
import dev.espalier.quantize.LevelErrors.Distribution;
import dev.espalier.quantize.Levels;
import dev.espalier.quantize.ScaleChoice;
import dev.espalier.study.TrialCharts;
import dev.espalier.study.TrialCharts.Point;
import dev.espalier.study.Trials;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Level sets, accuracies, variances of rows, errors, and what devices have room for. */
final class MsqCharts {

    private static final List<String> STAGES =
            List.of(QuantizedNet.WEIGHTS, QuantizedNet.AT_ONCE, QuantizedNet.PROJECTED, QuantizedNet.TRAINED);
    private static final int MOST_LINES = 6;

    private MsqCharts() {}

    static List<Chart<?, ?>> of(Outcomes outcomes) {
        List<Chart<?, ?>> charts = new ArrayList<>();
        if (!outcomes.arms().isEmpty()) {
            charts.add(levelSets());
        }
        for (MsqNet net : MsqNet.values()) {
            outcome(outcomes, net.toString()).ifPresent(first -> {
                charts.add(accuracies(outcomes, net, first));
                charts.add(variances(outcomes, net, first));
            });
        }
        outcome(outcomes, MsqRecipe.ERRORS).ifPresent(any -> charts.add(errors(outcomes)));
        outcome(outcomes, Hardware.SYNTHESIS).ifPresent(any -> {
            charts.add(hardware(outcomes, Hardware.GOPS, "Peak by the ratio of rows", "peak GOPS"));
            charts.add(hardware(outcomes, Hardware.LUT, "Look-up tables by the ratio of rows", "of the device [%]"));
        });
        return charts;
    }

    /** What the seeds of an arm have in common: the names of its numbers and series. */
    private static Optional<Outcome> outcome(Outcomes outcomes, String arm) {
        return outcomes.arms().getOrDefault(arm, Map.of()).values().stream()
                .map(done -> done.outcome())
                .findFirst();
    }

    /** The levels at or above 0, a line of points for each set. */
    private static Chart<?, ?> levelSets() {
        Map<String, List<Point>> lines = new LinkedHashMap<>();
        for (Scheme scheme : Scheme.SINGLE) {
            double height = Scheme.SINGLE.size() - scheme.ordinal();
            List<Point> points = new ArrayList<>();
            for (double level : ((Levels.Uniform) scheme.levels()).set().magnitudes()) {
                points.add(new Point(level, Trials.of(height)));
            }
            lines.put(scheme + ", " + points.size() + " levels", points);
        }
        XYChart chart = TrialCharts.lines("Levels of 4 bits at or above 0", "weight over scale", "", lines);
        chart.getStyler().setYAxisTicksVisible(false);
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(Scheme.SINGLE.size() + 1.0);
        return chart;
    }

    /** Mean accuracy of each scheme at each stage; what was not measured stays empty. */
    private static Chart<?, ?> accuracies(Outcomes outcomes, MsqNet net, Outcome first) {
        List<Scheme> schemes = List.of(Scheme.values());
        double[][] means = new double[STAGES.size()][schemes.size()];
        for (int x = 0; x < STAGES.size(); x++) {
            for (int y = 0; y < schemes.size(); y++) {
                String number = schemes.get(y).number(STAGES.get(x));
                means[x][y] = first.numbers().containsKey(number)
                        ? outcomes.of(net.toString(), number).orElseThrow().mean()
                        : Double.NaN;
            }
        }
        String dense =
                outcomes.of(net.toString(), QuantizedNet.DENSE).orElseThrow().toString();
        return TrialCharts.heatMap(
                "Accuracy [%] of the " + net + " network, in floating point " + dense,
                "",
                STAGES,
                "",
                schemes.stream().map(Scheme::toString).toList(),
                means);
    }

    /** Variances of rows over their median, sorted, for some layers from the first to the last. */
    private static Chart<?, ?> variances(Outcomes outcomes, MsqNet net, Outcome first) {
        List<String> all = first.series().keySet().stream()
                .filter(name -> name.startsWith(QuantizedNet.VARIANCES))
                .toList();
        int shown = Math.min(MOST_LINES, all.size());
        Map<String, List<Point>> lines = new LinkedHashMap<>();
        for (int line = 0; line < shown; line++) {
            String name = all.get(shown == 1 ? 0 : line * (all.size() - 1) / (shown - 1));
            List<Double> rows = outcomes.series(net.toString(), name).orElseThrow();
            double median = rows.get(rows.size() / 2);
            lines.put(
                    name.substring(QuantizedNet.VARIANCES.length()),
                    IntStream.range(0, rows.size())
                            .filter(row -> rows.get(row) > 0)
                            .mapToObj(row ->
                                    new Point(100.0 * (row + 0.5) / rows.size(), Trials.of(rows.get(row) / median)))
                            .toList());
        }
        lines.values().removeIf(List::isEmpty);
        XYChart chart = TrialCharts.lines(
                "Variance of rows, " + net + " network: those on the left get SP2",
                "rows by variance [%]",
                "variance over the median",
                lines);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setLegendLayout(LegendLayout.Vertical);
        return chart;
    }

    private static Chart<?, ?> errors(Outcomes outcomes) {
        List<String> columns = Scheme.SINGLE.stream().map(Scheme::toString).toList();
        List<String> rows = new ArrayList<>();
        List<double[]> errors = new ArrayList<>();
        for (Distribution weights : Distribution.values()) {
            for (ScaleChoice scale : List.of(ScaleChoice.MSE, ScaleChoice.MAX)) {
                rows.add(weights + ", " + scale);
                errors.add(Scheme.SINGLE.stream()
                        .mapToDouble(scheme -> outcomes.of(MsqRecipe.ERRORS, MsqRecipe.error(weights, scale, scheme))
                                .orElseThrow()
                                .mean())
                        .toArray());
            }
        }
        double[][] byColumn = new double[columns.size()][rows.size()];
        for (int x = 0; x < columns.size(); x++) {
            for (int y = 0; y < rows.size(); y++) {
                byColumn[x][y] = errors.get(y)[x];
            }
        }
        return TrialCharts.heatMap("Squared error over squared norm [%]", "", columns, "", rows, byColumn);
    }

    private static Chart<?, ?> hardware(Outcomes outcomes, String number, String title, String yTitle) {
        Map<String, List<Point>> lines = new LinkedHashMap<>();
        for (Device device : Device.values()) {
            List<Double> ratios = outcomes.series(Hardware.SYNTHESIS, Hardware.of(device, Hardware.RATIO))
                    .orElseThrow();
            List<Double> values = outcomes.series(Hardware.SYNTHESIS, Hardware.of(device, number))
                    .orElseThrow();
            lines.put(
                    device.toString(),
                    IntStream.range(0, ratios.size())
                            .mapToObj(i -> new Point(ratios.get(i), Trials.of(values.get(i))))
                            .toList());
        }
        return TrialCharts.lines(title, "SP2 rows for each fixed one", yTitle, lines);
    }
}
