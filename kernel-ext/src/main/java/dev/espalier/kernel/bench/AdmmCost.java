package dev.espalier.kernel.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * What an epoch took plainly and under ADMM, in processor time.
 *
 * @param name of the case
 * @param steps of each epoch
 * @param plain an epoch each
 * @param held an epoch each, measured beside the plain one of the same index
 */
record AdmmCost(String name, long steps, List<Measurement> plain, List<Measurement> held) {

    /** The share that ADMM may add. */
    static final double GOAL_PERCENT = 10;

    private static final String PEER = "plain training";

    /** What ADMM adds to the time of plain training, in percent. */
    double overhead() {
        return paired((held, plain) -> 100 * (held / plain - 1));
    }

    private double ratio() {
        return paired((held, plain) -> plain / held);
    }

    private double paired(DoubleBinaryOperator comparison) {
        return Median.of(IntStream.range(0, held.size())
                .mapToDouble(i -> comparison.applyAsDouble(
                        held.get(i).milliseconds(Clock.CPU), plain.get(i).milliseconds(Clock.CPU))));
    }

    private double perStep(List<Measurement> epochs) {
        return Median.of(epochs.stream().mapToDouble(epoch -> epoch.milliseconds(Clock.CPU))) / steps;
    }

    String line() {
        return String.format(Locale.ROOT, "%s: %+.1f %% for each epoch", name, overhead());
    }

    static String table(List<AdmmCost> costs) {
        TextTable table = new TextTable("ADMM", ">steps", ">ms a step", ">plain ms", ">added", "");
        for (AdmmCost cost : costs) {
            table.row(
                    cost.name,
                    Long.toString(cost.steps),
                    String.format(Locale.ROOT, "%.2f", cost.perStep(cost.held)),
                    String.format(Locale.ROOT, "%.2f", cost.perStep(cost.plain)),
                    String.format(Locale.ROOT, "%+.1f %%", cost.overhead()),
                    cost.overhead() < GOAL_PERCENT ? "" : String.format(Locale.ROOT, "above %.0f %%", GOAL_PERCENT));
        }
        return table.toString();
    }

    /** The form all suites share; times are of a step. */
    void describe(ObjectNode row) {
        row.put("name", name)
                .put("threads", 1)
                .put("ours_ms", perStep(held))
                .put("peer", PEER)
                .put("peer_ms", perStep(plain))
                .put("ratio", ratio())
                .put("runs", held.size())
                .put("overhead_percent", overhead());
    }
}
