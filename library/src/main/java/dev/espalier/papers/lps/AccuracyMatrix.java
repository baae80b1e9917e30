package dev.espalier.papers.lps;

import dev.espalier.study.TrialCharts;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.HeatMapChart;

/** Accuracies on each task after each task, as a heat map. */
final class AccuracyMatrix {

    private AccuracyMatrix() {}

    /**
     * A heat map from 0 to 100 with the first task in the uppermost row.
     *
     * @param rows A in percent: after each task the accuracies on it and all before it
     */
    static HeatMapChart chart(String title, List<List<Double>> rows) {
        int tasks = rows.size();
        double[][] cells = new double[tasks][tasks];
        for (int after = 0; after < tasks; after++) {
            for (int task = 0; task < tasks; task++) {
                cells[task][tasks - 1 - after] = task <= after ? rows.get(after).get(task) : Double.NaN;
            }
        }
        List<String> columns =
                IntStream.rangeClosed(1, tasks).mapToObj(task -> "task " + task).toList();
        List<String> times = IntStream.iterate(tasks, task -> task > 0, task -> task - 1)
                .mapToObj(task -> "after task " + task)
                .toList();
        HeatMapChart chart = TrialCharts.heatMap(title, "judged on", columns, "", times, cells);
        chart.getStyler().setMin(0).setMax(100);
        return chart;
    }
}
