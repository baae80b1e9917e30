package dev.espalier.papers.dais;

import static dev.espalier.papers.dais.DaisRecipe.HALF;
import static dev.espalier.papers.dais.DaisRecipe.L1;
import static dev.espalier.papers.dais.DaisRecipe.NO_ANNEALING;
import static dev.espalier.papers.dais.DaisRecipe.UNIFORM;
import static dev.espalier.papers.dais.DaisRecipe.arm;
import static dev.espalier.papers.dais.DaisRecipe.search;

import dev.espalier.experiment.Outcomes;
import dev.espalier.study.TrialCharts;
import dev.espalier.study.TrialCharts.Point;
import dev.espalier.study.Trials;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.knowm.xchart.internal.chartpart.Chart;

/** Accuracy against MACs, and how a search goes. */
final class DaisCharts {

    private DaisCharts() {}

    static List<Chart<?, ?>> of(Outcomes outcomes) {
        List<Chart<?, ?>> charts = new ArrayList<>();
        for (DaisNet net : DaisNet.values()) {
            accuracy(outcomes, net).ifPresent(charts::add);
            course(outcomes, net, "MACs", "MACs left in the course of a search, " + net, "% of the full network")
                    .ifPresent(charts::add);
            course(outcomes, net, "undecided", "Indicators that are undecided, " + net, "% between 0.05 and 0.95")
                    .ifPresent(charts::add);
        }
        return charts;
    }

    private static Optional<Chart<?, ?>> accuracy(Outcomes outcomes, DaisNet net) {
        Map<String, List<Point>> lines = new LinkedHashMap<>();
        for (String way : List.of("DAIS", L1, UNIFORM)) {
            List<Point> points = new ArrayList<>();
            for (double budget : DaisRecipe.BUDGETS) {
                String name = arm(way, net, budget);
                outcomes.of(name, "accuracy")
                        .ifPresent(accuracy -> points.add(new Point(
                                outcomes.of(name, "macs").orElseThrow().mean(), accuracy)));
            }
            if (!points.isEmpty()) {
                lines.put(way, points);
            }
        }
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(TrialCharts.lines(
                        "Accuracy after tuning, " + net, "MACs left [%]", "test images classified rightly [%]", lines));
    }

    /** A series over the epochs, the mean of all seeds, with annealing and without. */
    private static Optional<Chart<?, ?>> course(
            Outcomes outcomes, DaisNet net, String series, String title, String unit) {
        Map<String, List<Point>> lines = new LinkedHashMap<>();
        Map<String, String> arms = new LinkedHashMap<>();
        arms.put("annealed", search(net, HALF));
        arms.put(NO_ANNEALING, arm(NO_ANNEALING, net, HALF));
        arms.forEach((name, arm) -> outcomes.series(arm, series).ifPresent(values -> {
            List<Point> points = new ArrayList<>();
            for (int epoch = 0; epoch < values.size(); epoch++) {
                points.add(new Point(epoch + 1, Trials.of(values.get(epoch))));
            }
            lines.put(name, points);
        }));
        return lines.isEmpty() ? Optional.empty() : Optional.of(TrialCharts.lines(title, "epoch", unit, lines));
    }
}
