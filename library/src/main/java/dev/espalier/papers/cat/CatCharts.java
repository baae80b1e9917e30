package dev.espalier.papers.cat;

import dev.espalier.experiment.Outcomes;
import dev.espalier.gan.Guidance;
import dev.espalier.study.TrialCharts;
import dev.espalier.study.TrialCharts.Point;
import dev.espalier.study.Trials;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.knowm.xchart.internal.chartpart.Chart;

/** How good generators are for what they cost. */
final class CatCharts {

    private static final double MILLION = 1e6;

    private CatCharts() {}

    static List<Chart<?, ?>> of(Outcomes outcomes) {
        List<Chart<?, ?>> charts = new ArrayList<>();
        Map<String, String> numbers = new LinkedHashMap<>();
        numbers.put("distance", "Fréchet distance on the classifier's features");
        numbers.put("accuracy", "made images classified rightly [%]");
        numbers.put("l1", "mean absolute difference");
        numbers.put("ssim", "structural similarity");
        numbers.forEach((number, what) -> {
            Map<String, List<Point>> lines = lines(outcomes, number);
            if (!lines.isEmpty()) {
                charts.add(TrialCharts.lines("Clothes made of edges", "million MACs", what, lines));
            }
        });
        return charts;
    }

    private static Map<String, List<Point>> lines(Outcomes outcomes, String number) {
        Map<String, List<Point>> lines = new LinkedHashMap<>();
        for (Guidance guidance : Guidance.values()) {
            List<Point> points = new ArrayList<>();
            CatRecipe.BUDGETS
                    .keySet()
                    .forEach(budget -> add(points, outcomes, CatRecipe.student(guidance, budget), number));
            if (!points.isEmpty()) {
                lines.put("student, " + CatRecipe.named(guidance), points);
            }
        }
        for (String whole : List.of(CatRecipe.TEACHER, CatRecipe.ORIGINAL)) {
            List<Point> points = new ArrayList<>();
            add(points, outcomes, whole, number);
            if (!points.isEmpty()) {
                lines.put(whole, points);
            }
        }
        return lines;
    }

    private static void add(List<Point> points, Outcomes outcomes, String generator, String number) {
        number(outcomes, CatRecipe.of(generator, number))
                .ifPresent(trials -> points.add(new Point(
                        number(outcomes, CatRecipe.of(generator, "macs"))
                                        .orElseThrow()
                                        .mean()
                                / MILLION,
                        trials)));
    }

    /** A number for each seed; empty where the profile does not measure it. */
    static Optional<Trials> number(Outcomes outcomes, String name) {
        boolean measured = outcomes.arms().getOrDefault(CatRecipe.ARM, Map.of()).values().stream()
                .allMatch(done -> done.outcome().numbers().containsKey(name));
        return measured ? outcomes.of(CatRecipe.ARM, name) : Optional.empty();
    }
}
