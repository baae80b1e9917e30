package dev.espalier.kernel.bench;

import dev.espalier.model.TextTable;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Contests for reading. */
final class EngineTable {

    private EngineTable() {}

    /** All contests, and below the engines, who was absent, and what the columns mean. */
    static String of(List<Contest> contests, List<Roofline> rooflines) {
        TextTable table = new TextTable(
                "network",
                ">threads",
                "engine",
                ">images/s",
                ">CPU-s/1,000",
                ">MB",
                ">peak MB",
                ">GFLOP/s",
                ">of peak",
                ">ratio",
                "");
        for (Contest contest : contests) {
            Collection<Result> peers = contest.peers();
            for (Result result : contest.results()) {
                boolean best = peers.contains(result) && contest.hasRivals(result);
                row(table, contest, result, rooflines, best ? "best" : "");
            }
            contest.absent()
                    .forEach((engine, reason) -> table.row(
                            contest.task().name(),
                            Integer.toString(contest.threads()),
                            engine,
                            "not available",
                            "",
                            "",
                            "",
                            "",
                            "",
                            "",
                            reason));
        }
        return table.toString();
    }

    private static void row(TextTable table, Contest contest, Result result, List<Roofline> rooflines, String remark) {
        int batch = contest.task().batch();
        double gigaflops = 1e-6 * contest.flopsPerStep() / result.milliseconds(contest.clock());
        boolean ours = result.engine().equals(JavaEngine.ESPALIER);
        String ratio = ours
                ? ""
                : contest.ours()
                        .map(espalier -> format("%.2f", espalier.timesFasterThan(result, contest.clock())))
                        .orElse("");
        String odd = contest.sameWork(result) ? "" : format("starts from loss %.4f", result.firstLoss());
        table.row(
                contest.task().name(),
                Integer.toString(contest.threads()),
                result.engine().name(),
                format("%,.0f", 1e3 * batch / result.milliseconds(Clock.WALL)),
                format("%.3f", result.milliseconds(Clock.CPU) / batch),
                format("%,d", result.residentMb()),
                format("%,d", result.peakMb()),
                format("%.1f", gigaflops),
                rooflines.stream()
                        .filter(roofline -> roofline.threads() == contest.threads())
                        .map(roofline -> format("%.0f %%", 100 * gigaflops / roofline.gigaflops()))
                        .findFirst()
                        .orElse(""),
                ratio,
                odd.isEmpty() ? remark : odd);
    }

    /** One contest in a line. */
    static String line(Contest contest) {
        StringBuilder line = new StringBuilder(contest.task().name())
                .append(", ")
                .append(contest.threads())
                .append(contest.threads() == 1 ? " thread: " : " threads: ");
        contest.ours()
                .ifPresent(ours -> line.append(
                        format("%,.0f images/s", 1e3 * contest.task().batch() / ours.milliseconds(Clock.WALL))));
        for (Result peer : contest.peers()) {
            contest.ours()
                    .ifPresent(ours -> line.append(format(
                            ", %.2fx %s",
                            ours.timesFasterThan(peer, contest.clock()),
                            peer.engine().name())));
        }
        return line.toString();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
