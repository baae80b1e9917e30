package dev.espalier.kernel.bench;

import dev.espalier.model.TextTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The results of {@code espalier bench compiler} as text. */
final class CompilerTable {

    private static final String NONE = "-";

    private CompilerTable() {}

    static String of(List<InferenceContest> contests) {
        TextTable table = new TextTable(
                "network",
                ">threads",
                ">form",
                ">ours ms",
                ">other clock ms",
                ">ONNX Runtime ms",
                ">TFLite ms",
                ">ratio",
                ">difference");
        for (InferenceContest contest : contests) {
            rows(contest).forEach(row -> table.row(row.toArray(String[]::new)));
        }
        return table.toString();
    }

    /** One row for each of our forms of the network, or one for the peers alone. */
    static List<List<String>> rows(InferenceContest contest) {
        String runtime = milliseconds(contest, contest.of(InferenceEntrant.House.ONNX_RUNTIME));
        String lite = milliseconds(contest, contest.of(InferenceEntrant.House.TFLITE));
        String threads = Integer.toString(contest.threads());
        if (contest.ours().isEmpty()) {
            return List.of(List.of(contest.net().name(), threads, NONE, NONE, NONE, runtime, lite, NONE, NONE));
        }
        Clock other = contest.clock() == Clock.CPU ? Clock.WALL : Clock.CPU;
        return contest.ours().stream()
                .map(ours -> List.of(
                        contest.net().name(),
                        threads,
                        ours.entrant().form(),
                        milliseconds(contest, Optional.of(ours)),
                        number("%.3f", ours.milliseconds(other)),
                        runtime,
                        lite,
                        contest.ratio(ours.entrant()).stream()
                                .mapToObj(ratio -> number("%.2f", ratio))
                                .findFirst()
                                .orElse(NONE),
                        number("%.1e", ours.difference())))
                .toList();
    }

    private static String milliseconds(InferenceContest contest, Optional<InferenceResult> result) {
        return result.map(each -> number("%.3f", each.milliseconds(contest.clock()))
                        + (each.isSteady(contest.clock()) ? "" : "~"))
                .orElse(NONE);
    }

    /** How far the peers' outputs are from the reference executor's, for each contest with a peer. */
    static List<String> peerDifferences(List<InferenceContest> contests) {
        List<String> lines = new ArrayList<>();
        for (InferenceContest contest : contests) {
            String differences = contest.results().stream()
                    .filter(result -> !result.entrant().isOurs())
                    .map(result -> result.entrant().house().title() + number(" %.1e", result.difference()))
                    .collect(Collectors.joining(", "));
            if (!differences.isEmpty()) {
                lines.add(contest.net().name() + ", " + threads(contest.threads()) + ": " + differences);
            }
        }
        return lines;
    }

    private static String threads(int count) {
        return count + (count == 1 ? " thread" : " threads");
    }

    /** The mean over networks of numbers with a point, for each number of threads and rate, in C. */
    static Map<String, Double> means(List<InferenceContest> contests) {
        Map<Integer, Map<Double, double[]>> ratios = new TreeMap<>();
        for (InferenceContest contest : contests) {
            for (InferenceResult ours : contest.ours()) {
                if (!contest.net().quantized() && !ours.entrant().isInJava()) {
                    contest.ratio(ours.entrant())
                            .ifPresent(ratio -> ratios.computeIfAbsent(contest.threads(), threads -> new TreeMap<>())
                                    .merge(ours.entrant().times(), new double[] {ratio}, CompilerTable::joined));
                }
            }
        }
        Map<String, Double> means = new LinkedHashMap<>();
        ratios.forEach((threads, byRate) -> byRate.forEach((times, each) -> means.put(
                (times == 1 ? "dense" : number("%.2fx fewer weights", times)) + ", " + threads(threads),
                InferenceResult.geometricMean(each))));
        return means;
    }

    private static double[] joined(double[] a, double[] b) {
        double[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    static String number(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }
}
