package dev.espalier.study;

import dev.espalier.compile.network.Profile;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** Where the milliseconds of networks go, and which network takes how many. */
public final class LatencyCharts {

    private static final int MOST_LAYERS = 40;
    private static final int NAMES_IN_A_ROW = 5;
    private static final int SLANT = 60;
    private static final int FEWEST_LETTERS = 24;
    private static final String OTHERS = "others";
    private static final Color BEFORE = new Color(0xB8B8B8);

    private LatencyCharts() {}

    /**
     * Milliseconds of each layer, and in grey what it takes with no weight zero, if that was measured. Of very many layers
     * those that take least are one bar.
     *
     * @throws IllegalArgumentException if the profile has no times
     */
    public static CategoryChart layers(Profile profile) {
        if (!profile.timed()) {
            throw new IllegalArgumentException("the calls of '" + profile.name()
                    + "' were not timed; Profile.measure(compiled, cancellation) does");
        }
        Map<String, Double> times = profile.byLayer();
        boolean compared = !profile.dense().isEmpty();
        List<String> longest = times.keySet().stream()
                .sorted((a, b) -> Double.compare(longest(profile, times, b), longest(profile, times, a)))
                .limit(MOST_LAYERS)
                .toList();
        List<String> shown = new ArrayList<>(
                times.keySet().stream().filter(longest::contains).toList());
        boolean more = shown.size() < times.size();
        if (more) {
            shown.add(OTHERS);
        }
        CategoryChart chart = chart("Milliseconds of the layers of " + profile.name(), shown);
        if (compared) {
            chart.addSeries("no weight zero", shown, values(profile.dense(), shown, profile.denseMilliseconds()))
                    .setFillColor(BEFORE);
        }
        chart.addSeries("as it is", shown, values(times, shown, profile.milliseconds()))
                .setFillColor(Palette.BLUE);
        chart.getStyler().setLegendVisible(compared);
        return chart;
    }

    private static double longest(Profile profile, Map<String, Double> times, String layer) {
        return Math.max(times.get(layer), profile.dense().getOrDefault(layer, 0.0));
    }

    private static List<Double> values(Map<String, Double> times, List<String> shown, double whole) {
        double named = shown.stream()
                .mapToDouble(layer -> times.getOrDefault(layer, 0.0))
                .sum();
        return shown.stream()
                .map(layer -> layer.equals(OTHERS) && !times.containsKey(OTHERS)
                        ? whole - named
                        : times.getOrDefault(layer, 0.0))
                .collect(Collectors.toList());
    }

    /**
     * A bar for each of some networks or programs.
     *
     * @param what above the chart
     * @param milliseconds by name, in order
     */
    public static CategoryChart medians(String what, Map<String, Double> milliseconds) {
        List<String> names = List.copyOf(milliseconds.keySet());
        CategoryChart chart = chart(what, names);
        chart.getStyler().setLegendVisible(false);
        chart.addSeries("median", names, List.copyOf(milliseconds.values())).setFillColor(Palette.BLUE);
        return chart;
    }

    private static CategoryChart chart(String title, List<String> names) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(ChartStyle.WIDTH)
                .height(ChartStyle.HEIGHT)
                .title(title)
                .yAxisTitle("ms")
                .build();
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisDecimalPattern("0.#####");
        boolean slanted = names.size() > NAMES_IN_A_ROW
                || names.stream().mapToInt(String::length).max().orElse(0) > FEWEST_LETTERS;
        chart.getStyler().setXAxisLabelRotation(slanted ? SLANT : 0);
        return chart;
    }
}
