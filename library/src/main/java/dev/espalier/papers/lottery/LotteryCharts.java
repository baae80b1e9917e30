package dev.espalier.papers.lottery;

import static dev.espalier.papers.lottery.LotteryTicket.USUAL;
import static dev.espalier.papers.lottery.LotteryTicket.generators;
import static dev.espalier.papers.lottery.LotteryTicket.inColour;
import static dev.espalier.papers.lottery.LotteryTicket.perceptron;
import static dev.espalier.papers.lottery.LotteryTicket.resNet;
import static dev.espalier.papers.lottery.Tickets.at;

import dev.espalier.experiment.Outcomes;
import dev.espalier.study.TrialCharts;
import dev.espalier.study.TrialCharts.Point;
import dev.espalier.study.Trials;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.knowm.xchart.internal.chartpart.Chart;

/** The overlap R_p as a heat map, and accuracy against sparsity. */
final class LotteryCharts {

    private static final Map<String, String> STARTS =
            Map.of("pf", "pruned, fine-tuned (PF)", "wt", "ticket (WT)", "rr", "new beginning (RR)");
    private static final List<String> ORDER = List.of("pf", "wt", "rr");

    private LotteryCharts() {}

    static List<Chart<?, ?>> of(Outcomes outcomes) {
        List<Chart<?, ?>> charts = new ArrayList<>();
        overlaps(outcomes).ifPresent(charts::add);
        for (double rate : LotteryTicket.RATES) {
            starts(outcomes, perceptron(rate), LotteryTicket.SPARSITIES).ifPresent(charts::add);
        }
        for (double rate : LotteryTicket.RESNET_RATES) {
            starts(outcomes, resNet(rate), LotteryTicket.RESNET_SPARSITIES).ifPresent(charts::add);
        }
        makers(outcomes).ifPresent(charts::add);
        return charts;
    }

    /** R_p(theta_0, theta_T) over p, a row for each network and rate. */
    private static Optional<Chart<?, ?>> overlaps(Outcomes outcomes) {
        List<String> rows = new ArrayList<>();
        for (String photographs : Photographs.NAMES) {
            LotteryTicket.RESNET_RATES.forEach(rate -> rows.add(inColour(photographs, rate)));
        }
        LotteryTicket.RESNET_RATES.forEach(rate -> rows.add(resNet(rate)));
        LotteryTicket.RATES.forEach(rate -> rows.add(perceptron(rate)));
        rows.removeIf(arm -> !outcomes.arms().containsKey(arm));
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<Double> shares = LotteryTicket.SHARES;
        double[][] means = new double[shares.size()][rows.size()];
        for (int x = 0; x < shares.size(); x++) {
            for (int y = 0; y < rows.size(); y++) {
                means[x][y] = outcomes.of(rows.get(y), at("overlap", shares.get(x)))
                        .orElseThrow()
                        .mean();
            }
        }
        List<String> columns = shares.stream().map(share -> "p = " + share).toList();
        return Optional.of(TrialCharts.heatMap(
                "Overlap R_p of the weights before and after training", "", columns, "", rows, means));
    }

    private static Optional<Chart<?, ?>> starts(Outcomes outcomes, String arm, List<Double> sparsities) {
        Map<String, List<Point>> lines = new LinkedHashMap<>();
        outcomes.of(arm, "dense")
                .ifPresent(dense -> lines.put(
                        "dense",
                        sparsities.stream()
                                .map(sparsity -> new Point(100 * sparsity, dense))
                                .toList()));
        for (String start : ORDER) {
            line(outcomes, arm, start, sparsities).ifPresent(points -> lines.put(STARTS.get(start), points));
        }
        return chart("Accuracy of the " + arm, lines);
    }

    private static Optional<Chart<?, ?>> makers(Outcomes outcomes) {
        Map<String, List<Point>> lines = new LinkedHashMap<>();
        List<Double> sparsities = LotteryTicket.SPARSITIES.subList(1, LotteryTicket.SPARSITIES.size());
        for (String maker : List.of("omp", "imp", "admm")) {
            for (String start : List.of("pf", "wt")) {
                line(outcomes, generators(USUAL), maker + " " + start, sparsities)
                        .ifPresent(points -> lines.put(
                                maker.toUpperCase(Locale.ROOT) + ", " + start.toUpperCase(Locale.ROOT), points));
            }
        }
        return chart("What makes the masks: perceptron, rate " + USUAL, lines);
    }

    private static Optional<List<Point>> line(Outcomes outcomes, String arm, String number, List<Double> sparsities) {
        List<Point> points = new ArrayList<>();
        for (double sparsity : sparsities) {
            Optional<Trials> trials = outcomes.of(arm, at(number, sparsity));
            trials.ifPresent(measured -> points.add(new Point(100 * sparsity, measured)));
        }
        return points.isEmpty() ? Optional.empty() : Optional.of(points);
    }

    private static Optional<Chart<?, ?>> chart(String title, Map<String, List<Point>> lines) {
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(TrialCharts.lines(title, "sparsity [%]", "test images classified rightly [%]", lines));
    }
}
