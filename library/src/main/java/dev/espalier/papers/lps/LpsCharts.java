package dev.espalier.papers.lps;

import static dev.espalier.papers.lps.LpsRecipe.after;
import static dev.espalier.papers.lps.LpsRecipe.arm;

import dev.espalier.experiment.Outcomes;
import dev.espalier.model.Seed;
import dev.espalier.papers.lps.radio.Spectrogram;
import dev.espalier.study.TrialCharts;
import dev.espalier.study.TrialCharts.Point;
import dev.espalier.study.Trials;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Accuracy matrices, accuracy over the tasks learned so far, and what a transmitter sends. */
final class LpsCharts {

    /** Of those that learn, the ways whose matrices show something. */
    private static final List<Way> MATRICES = List.of(Way.LPS, Way.EWC, Way.FINE_TUNING);

    /** Samples of the spectrogram, and how many dB it shows. */
    private static final int SAMPLES = 2048;

    private static final double SHOWN = 50;
    private static final int LABELS = 8;

    private LpsCharts() {}

    static List<Chart<?, ?>> of(Outcomes outcomes) {
        List<Chart<?, ?>> charts = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            course(outcomes, setting).ifPresent(charts::add);
            MATRICES.forEach(way -> matrix(outcomes, way, setting).ifPresent(charts::add));
        }
        if (Arrays.stream(Way.values()).anyMatch(way -> outcomes.arms().containsKey(arm(way, Setting.RADIO)))) {
            charts.add(spectrogram());
        }
        return charts;
    }

    /** The rows of A, the mean over the seeds; empty if the arm was not run. */
    private static List<List<Double>> rows(Outcomes outcomes, Way way, Setting setting) {
        List<List<Double>> rows = new ArrayList<>();
        if (outcomes.arms().containsKey(arm(way, setting))) {
            int tasks = outcomes.arms()
                    .get(arm(way, setting))
                    .values()
                    .iterator()
                    .next()
                    .outcome()
                    .series()
                    .size();
            for (int task = 0; task < tasks; task++) {
                rows.add(outcomes.series(arm(way, setting), after(task)).orElseThrow());
            }
        }
        return rows;
    }

    private static Optional<Chart<?, ?>> matrix(Outcomes outcomes, Way way, Setting setting) {
        List<List<Double>> rows = rows(outcomes, way, setting);
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(AccuracyMatrix.chart("Accuracy [%] of " + way + ", " + setting, rows));
    }

    /** Mean accuracy on all tasks learned so far. */
    private static Optional<Chart<?, ?>> course(Outcomes outcomes, Setting setting) {
        Map<String, List<Point>> lines = new LinkedHashMap<>();
        for (Way way : Way.values()) {
            List<Point> points = new ArrayList<>();
            for (List<Double> row : rows(outcomes, way, setting)) {
                double mean =
                        row.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
                points.add(new Point(row.size(), Trials.of(mean)));
            }
            if (!points.isEmpty()) {
                lines.put(way.toString(), points);
            }
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        XYChart chart = TrialCharts.lines("Tasks so far, " + setting, "tasks learned", "mean accuracy [%]", lines);
        // So many names do not fit into a line below.
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setLegendLayout(LegendLayout.Vertical);
        return Optional.of(chart);
    }

    /** Power in dB above what is {@link #SHOWN} below the strongest. */
    private static Chart<?, ?> spectrogram() {
        double[][] power = Spectrogram.of(Setting.transmitters(0).get(0), SAMPLES, new Seed(1))
                .aboveFloor(SHOWN);
        List<String> times = IntStream.range(0, power.length)
                .mapToObj(frame -> Integer.toString(Spectrogram.begin(frame)))
                .toList();
        List<String> frequencies = IntStream.range(0, power[0].length)
                .mapToObj(bin -> String.format(Locale.ROOT, "%.3f", Spectrogram.frequency(bin)))
                .toList();
        HeatMapChart chart = TrialCharts.heatMap(
                "Spectrogram of transmitter 1 [dB]",
                "time [samples]",
                times,
                "frequency [1/sample]",
                frequencies,
                power);
        chart.getStyler().setMin(0).setMax(SHOWN).setShowValue(false).setLegendVisible(true);
        chart.getStyler().setXAxisMaxLabelCount(LABELS);
        return chart;
    }
}
