package dev.espalier.kernel.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.espalier.model.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What projections onto one set took, in processor time. As their loss workers tell what came of the weights: the part
 * that stays of those pruned, the squared error of those quantized, relative to their squares.
 *
 * @param name of the set
 * @param ours one for each round
 * @param peer likewise; none if it did not take part
 * @param absent why it did not
 */
record Projected(String name, List<Measurement> ours, List<Measurement> peer, Optional<String> absent) {

    static final String PEER = "PyTorch";

    private static double milliseconds(List<Measurement> measured) {
        return Median.of(measured.stream().mapToDouble(one -> one.milliseconds(Clock.CPU)));
    }

    private double ratio() {
        return Median.of(IntStream.range(0, ours.size())
                .mapToDouble(
                        i -> peer.get(i).milliseconds(Clock.CPU) / ours.get(i).milliseconds(Clock.CPU)));
    }

    String line() {
        String took = format("%s: %.0f ms", name, milliseconds(ours));
        return absent.map(reason -> took + ", no " + PEER + ": " + reason)
                .orElseGet(() -> took + format(", %.2fx %s", ratio(), PEER));
    }

    /** @param outcome heads the columns of what became of the weights */
    static String table(String set, String outcome, List<Projected> rows) {
        TextTable table = new TextTable(set, ">ms", ">" + outcome, ">PyTorch ms", ">" + outcome, ">ratio", "");
        for (Projected row : rows) {
            boolean peer = row.absent.isEmpty();
            table.row(
                    row.name,
                    format("%.0f", milliseconds(row.ours)),
                    percent(row.ours),
                    peer ? format("%.0f", milliseconds(row.peer)) : "",
                    peer ? percent(row.peer) : "",
                    peer ? format("%.2f", row.ratio()) : "",
                    row.absent.orElse(""));
        }
        return table.toString();
    }

    private static String percent(List<Measurement> measured) {
        return format("%.2f %%", 100 * measured.get(0).loss());
    }

    /** The form all suites share: a comparison, or who did not take part and why. */
    void describe(ArrayNode rows, ArrayNode missing) {
        if (absent.isPresent()) {
            missing.addObject()
                    .put("name", name)
                    .put("threads", 1)
                    .put("engine", PEER)
                    .put("reason", absent.get())
                    .put("ours_ms", milliseconds(ours));
            return;
        }
        rows.addObject()
                .put("name", name)
                .put("threads", 1)
                .put("ours_ms", milliseconds(ours))
                .put("peer", PEER)
                .put("peer_ms", milliseconds(peer))
                .put("ratio", ratio())
                .put("runs", ours.size());
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
