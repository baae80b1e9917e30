package dev.espalier.study;

import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.Step;
import dev.espalier.prune.Prune;
import dev.espalier.quantize.Quantize;
import dev.espalier.train.Evaluation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Models side by side: how well they do and what they cost, against the first.
 *
 * <p>No speed is claimed. A masked model stores its zeros and multiplies with them; kept MACs are what code that skips
 * every zero would do, and time is measured on compiled models only. Bytes are those of the model file.
 *
 * @param data what all of them were judged on
 * @param rows at least one, in the order they were added, under different names
 */
public record Comparison(String data, List<Row> rows) {

    private static final String NO_SPEED =
            "Masked models store and multiply their zeros: kept MACs are no claim of speed.";

    public Comparison {
        rows = List.copyOf(rows);
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a comparison needs at least one model, found none");
        }
        long names = rows.stream().map(Row::name).distinct().count();
        if (names < rows.size()) {
            throw new IllegalArgumentException("two models of a comparison have one name: "
                    + rows.stream().map(Row::name).toList() + "; give names of your own");
        }
    }

    /**
     * One model.
     *
     * @param name for people
     * @param accuracy share of images classified rightly, 0 to 1
     * @param cost what it stores and computes
     * @param masked whether some of its zeros are still stored and multiplied
     */
    public record Row(String name, double accuracy, Cost cost, boolean masked) {}

    /** A comparison that so far holds the model all others are compared with. */
    public static Comparison of(Model model, Evaluation evaluation) {
        return of(nameOf(model), model, evaluation);
    }

    /** A comparison that so far holds the model all others are compared with, under a name of your own. */
    public static Comparison of(String name, Model model, Evaluation evaluation) {
        return new Comparison(judge(evaluation), List.of(row(name, model, evaluation)));
    }

    /**
     * This comparison with another model.
     *
     * @throws IllegalArgumentException if it was judged on other data than the first, or has the name of another
     */
    public Comparison and(Model model, Evaluation evaluation) {
        return and(nameOf(model), model, evaluation);
    }

    /** This comparison with another model, under a name of your own. */
    public Comparison and(String name, Model model, Evaluation evaluation) {
        if (!judge(evaluation).equals(data)) {
            throw new IllegalArgumentException("'" + name + "' was judged on " + judge(evaluation) + ", the others on "
                    + data + "; accuracies compare only on the same images");
        }
        List<Row> more = new ArrayList<>(rows);
        more.add(row(name, model, evaluation));
        return new Comparison(data, more);
    }

    private static String judge(Evaluation evaluation) {
        return String.format(Locale.ROOT, "%s, %,d images", evaluation.data(), evaluation.images());
    }

    private static Row row(String name, Model model, Evaluation evaluation) {
        boolean masked = model.encodings().values().stream()
                .anyMatch(encoding -> encoding.masked().isPresent());
        return new Row(name, evaluation.accuracy(), Cost.of(model), masked);
    }

    /** A model and its smaller versions share a name; what was done to them tells them apart. */
    private static String nameOf(Model model) {
        Map<String, String> done = new LinkedHashMap<>();
        for (Step step : model.history()) {
            if (step.verb().equals(Prune.VERB)) {
                done.put(
                        step.verb(),
                        step.settings().get(Prune.STRUCTURE) + " "
                                + step.settings().get(Prune.RATE));
            } else if (step.verb().equals(Quantize.VERB)) {
                done.put(step.verb(), step.settings().get(Quantize.LEVELS));
            }
        }
        return String.join(
                ", ",
                Stream.concat(Stream.of(model.name()), done.values().stream()).toList());
    }

    /** The first row divided by another, as in 4x fewer. */
    private double fewer(Row row, ToLongFunction<Cost> what) {
        return (double) what.applyAsLong(rows.get(0).cost()) / what.applyAsLong(row.cost());
    }

    /** One row a model. Accuracy is in percent; ratios are first / this, so 4 means a quarter of the first. */
    public Table toTable() {
        return Table.create(
                "judged on " + data,
                StringColumn.create("model", rows.stream().map(Row::name)),
                numbers("accuracy [%]", row -> rounded(100 * row.accuracy())),
                counts("parameters", Cost::parameters),
                counts("kept", Cost::kept),
                counts("MACs", Cost::macs),
                counts("kept MACs", Cost::keptMacs),
                counts("bytes", Cost::bytes),
                numbers("fewer weights [x]", row -> rounded(fewer(row, Cost::kept))),
                numbers("fewer bytes [x]", row -> rounded(fewer(row, Cost::bytes))));
    }

    private static double rounded(double number) {
        return Math.round(100 * number) / 100.0;
    }

    private DoubleColumn numbers(String name, ToDoubleFunction<Row> of) {
        return DoubleColumn.create(name, rows.stream().mapToDouble(of).toArray());
    }

    private LongColumn counts(String name, ToLongFunction<Cost> of) {
        return LongColumn.create(
                name, rows.stream().mapToLong(row -> of.applyAsLong(row.cost())).toArray());
    }

    /** What the models cost in percent of the first: bars for kept weights, the MACs on them, and bytes. */
    public CategoryChart chart() {
        List<String> measures = List.of("weights", "kept MACs", "bytes");
        CategoryChart chart = new CategoryChartBuilder()
                .width(ChartStyle.WIDTH)
                .height(ChartStyle.HEIGHT)
                .title("Size against " + rows.get(0).name())
                .yAxisTitle("% of " + rows.get(0).name())
                .build();
        style(chart, "0");
        for (Row row : rows) {
            chart.addSeries(
                    row.name(),
                    measures,
                    List.of(
                            100 / fewer(row, Cost::kept),
                            100 / fewer(row, Cost::keptMacs),
                            100 / fewer(row, Cost::bytes)));
        }
        return chart;
    }

    /** Accuracy in percent, a bar a model, from zero so that lengths can be compared. */
    public CategoryChart accuracyChart() {
        CategoryChart chart = new CategoryChartBuilder()
                .width(ChartStyle.WIDTH)
                .height(ChartStyle.HEIGHT)
                .title("Accuracy on " + data)
                .yAxisTitle("images classified rightly [%]")
                .build();
        style(chart, "0.#");
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setOverlapped(true);
        chart.getStyler().setYAxisMax(100.0);
        // One series a model, with gaps for the others, gives every model the colour it has in the other chart.
        List<String> names = rows.stream().map(Row::name).toList();
        for (Row row : rows) {
            List<Double> bars = rows.stream()
                    .map(other -> other.equals(row) ? 100 * row.accuracy() : null)
                    .toList();
            chart.addSeries(row.name(), names, bars);
        }
        return chart;
    }

    private static void style(CategoryChart chart, String decimals) {
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisDecimalPattern(decimals);
        chart.getStyler().setLabelsVisible(true);
        chart.getStyler().setAvailableSpaceFill(0.7);
    }

    /** The table for a terminal, and what its numbers do not claim. */
    @Override
    public String toString() {
        int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                "%-" + width + "s  accuracy  parameters        kept             MACs        kept MACs        bytes"
                        + "  fewer weights  fewer bytes",
                "model"));
        for (Row row : rows) {
            Cost cost = row.cost();
            lines.add(String.format(
                    Locale.ROOT,
                    "%-" + width + "s  %7.2f%%  %,10d  %,10d  %,15d  %,15d  %,11d  %12.2fx  %10.2fx",
                    row.name(),
                    100 * row.accuracy(),
                    cost.parameters(),
                    cost.kept(),
                    cost.macs(),
                    cost.keptMacs(),
                    cost.bytes(),
                    fewer(row, Cost::kept),
                    fewer(row, Cost::bytes)));
        }
        lines.add("Judged on " + data + "; \"fewer\" is against " + rows.get(0).name() + ".");
        if (rows.stream().anyMatch(Row::masked)) {
            lines.add(NO_SPEED);
        }
        return String.join("\n", lines);
    }
}
