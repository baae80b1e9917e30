package dev.espalier.papers.clicktrain;

import dev.espalier.experiment.Outcomes;
import dev.espalier.study.TrialCharts;
import dev.espalier.study.TrialCharts.Point;
import dev.espalier.study.Trials;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.knowm.xchart.internal.chartpart.Chart;

/** How a run goes, what the penalty does, and which patterns are chosen. */
final class ClickCharts {

    private static final int MOST_PATTERNS = 12;

    private ClickCharts() {}

    static List<Chart<?, ?>> of(Outcomes outcomes) {
        List<Chart<?, ?>> charts = new ArrayList<>();
        lines(
                        outcomes,
                        Contest.COURSE,
                        List.of(Way.DENSE, Way.CLICK, Way.NO_PENALTY),
                        1,
                        "Accuracy in the course of a run",
                        "test images classified rightly [%]")
                .ifPresent(charts::add);
        lines(
                        outcomes,
                        Contest.OUTSIDE,
                        List.of(Way.CLICK, Way.NO_PENALTY, Way.RANDOM),
                        0,
                        "Weights outside of the masks, until they are cut",
                        "norm")
                .ifPresent(charts::add);
        patterns(outcomes).ifPresent(charts::add);
        return charts;
    }

    /** @param first the epoch of the first number; 0 counts from the choice of the masks */
    private static Optional<Chart<?, ?>> lines(
            Outcomes outcomes, String series, List<Way> ways, int first, String title, String unit) {
        Map<String, List<Point>> lines = new LinkedHashMap<>();
        for (Way way : ways) {
            outcomes.series(way.toString(), series).ifPresent(values -> {
                List<Point> points = new ArrayList<>();
                for (int i = 0; i < values.size(); i++) {
                    points.add(new Point(first + i, Trials.of(values.get(i))));
                }
                lines.put(way.toString(), points);
            });
        }
        String epochs = first == 0 ? "epochs since masks were chosen" : "epoch";
        return lines.isEmpty() ? Optional.empty() : Optional.of(TrialCharts.lines(title, epochs, unit, lines));
    }

    /** What part of the remaining kernels has each of the fixed patterns, in whole percent: more does not fit a cell. */
    private static Optional<Chart<?, ?>> patterns(Outcomes outcomes) {
        List<Way> ways = new ArrayList<>(List.of(Way.TWELVE, Way.EIGHT, Way.RANDOM, Way.MAGNITUDE, Way.CLICK));
        ways.removeIf(way -> !outcomes.arms().containsKey(way.toString()));
        if (ways.isEmpty()) {
            return Optional.empty();
        }
        double[][] shares = new double[MOST_PATTERNS][ways.size()];
        for (int y = 0; y < ways.size(); y++) {
            List<Double> known =
                    outcomes.series(ways.get(y).toString(), Contest.PATTERNS).orElseThrow();
            for (int x = 0; x < MOST_PATTERNS; x++) {
                shares[x][y] = x < known.size() ? Math.rint(known.get(x)) : Double.NaN;
            }
        }
        List<String> columns = IntStream.rangeClosed(1, MOST_PATTERNS)
                .mapToObj(number -> "P" + number)
                .toList();
        return Optional.of(TrialCharts.heatMap(
                "Kernels of each pattern [%]",
                "", columns, "", ways.stream().map(Way::toString).toList(), shares));
    }
}
