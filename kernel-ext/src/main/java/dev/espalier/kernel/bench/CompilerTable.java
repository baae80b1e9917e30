package dev.espalier.kernel.bench;

import dev.espalier.model.TextTable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The results of {@code espalier bench compiler} as text. */
final class CompilerTable {

    private static final String NONE = "-";

    private CompilerTable() {}

    static String of(List<InferenceContest> contests) {
        TextTable table = new TextTable(
                "network",
                ">threads",
                ">fewer weights",
                ">ours ms",
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
            return List.of(List.of(contest.net().name(), threads, NONE, NONE, runtime, lite, NONE, NONE));
        }
        return contest.ours().stream()
                .map(ours -> List.of(
                        contest.net().name(),
                        threads,
                        ours.entrant().times() == 1
                                ? "dense"
                                : number("%.2fx", ours.entrant().times()),
                        milliseconds(contest, Optional.of(ours)),
                        runtime,
                        lite,
                        contest.fasterPeer()
                                .map(peer -> number("%.2f", ours.timesFasterThan(peer, contest.clock())))
                                .orElse(NONE),
                        number("%.1e", ours.difference())))
                .toList();
    }

    private static String milliseconds(InferenceContest contest, Optional<InferenceResult> result) {
        return result.map(each -> number("%.3f", each.milliseconds(contest.clock()))
                        + (each.isSteady(contest.clock()) ? "" : "~"))
                .orElse(NONE);
    }

    /** The mean over networks, for each number of threads and rate. */
    static Map<String, Double> means(List<InferenceContest> contests) {
        Map<Integer, Map<Double, double[]>> ratios = new TreeMap<>();
        for (InferenceContest contest : contests) {
            contest.fasterPeer().ifPresent(peer -> contest.ours()
                    .forEach(ours -> ratios.computeIfAbsent(contest.threads(), threads -> new TreeMap<>())
                            .merge(
                                    ours.entrant().times(),
                                    new double[] {ours.timesFasterThan(peer, contest.clock())},
                                    CompilerTable::joined)));
        }
        Map<String, Double> means = new LinkedHashMap<>();
        ratios.forEach((threads, byRate) -> byRate.forEach((times, each) -> means.put(
                (times == 1 ? "dense" : number("%.2fx fewer weights", times)) + ", " + threads
                        + (threads == 1 ? " thread" : " threads"),
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
