package dev.espalier.kernel.bench;

import dev.espalier.model.TextTable;
import dev.espalier.study.LatencyCharts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;

/**
 * What networks and programs took that ran in turns, each in a process of its own, one item at a time.
 *
 * @param threads that each had; on one, times are processor time, on several those of the clock on the wall
 * @param rows the networks in the order given, the one that the others are compared with first, then what others took for
 *     that one
 * @param absent who took no part, and why
 */
public record Benchmark(int threads, List<Row> rows, Map<String, String> absent) {

    public Benchmark {
        rows = List.copyOf(rows);
    }

    /**
     * What one took.
     *
     * @param network as the user calls it
     * @param program that ran it
     * @param ours whether that is Espalier
     * @param description of the program, with its version
     * @param rounds milliseconds of a run, round by round
     * @param difference largest difference from the outputs of the reference executor, by the largest of them
     */
    public record Row(
            String network, String program, boolean ours, String description, List<Double> rounds, double difference) {

        public Row {
            rounds = List.copyOf(rounds);
        }

        /** Milliseconds of a run. */
        public double median() {
            return Median.of(rounds.stream().mapToDouble(Double::doubleValue));
        }

        /** The 90th percentile of its times by the 10th. */
        public double spread() {
            return Spread.of(rounds.stream().mapToDouble(Double::doubleValue));
        }

        /** The other's time by this one's, round by round, and of that the median: above 1, this one is faster. */
        public double timesFasterThan(Row other) {
            return Median.of(IntStream.range(0, rounds.size())
                    .mapToDouble(round -> other.rounds.get(round) / rounds.get(round)));
        }

        private boolean isSteady() {
            return Spread.isSteady(rounds.stream().mapToDouble(Double::doubleValue));
        }
    }

    /** The row that the others are compared with: the first network. */
    public Row first() {
        return rows.get(0);
    }

    /** The fastest of the others' programs. */
    public Optional<Row> fastestPeer() {
        return rows.stream().filter(row -> !row.ours()).min((a, b) -> Double.compare(a.median(), b.median()));
    }

    /** What stands above {@link #cells}; what is said of numbers begins with {@code >}. */
    public List<String> headings() {
        List<String> heads =
                new ArrayList<>(List.of("network", "by", ">ms", ">spread", ">faster than " + first().network()));
        fastestPeer().ifPresent(peer -> heads.add(">than " + peer.program()));
        heads.add(">difference");
        return heads;
    }

    /** The rows as text, a cell for each of the {@link #headings}. */
    public List<List<String>> cells() {
        List<List<String>> cells = new ArrayList<>();
        for (Row row : rows) {
            List<String> line = new ArrayList<>(List.of(
                    row.network(),
                    row.program(),
                    number("%.3f", row.median()) + (row.isSteady() ? "" : "~"),
                    number("%.2f", row.spread()),
                    number("%.2fx", row.timesFasterThan(first()))));
            fastestPeer().ifPresent(peer -> line.add(number("%.2fx", row.timesFasterThan(peer))));
            line.add(number("%.1e", row.difference()));
            cells.add(line);
        }
        return cells;
    }

    /** What the numbers are, who computed, and who did not, a sentence each. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add("ms: median of " + first().rounds().size() + " rounds in turns, "
                + (threads == 1 ? "processor time on 1 thread" : "time on the wall on " + threads + " threads")
                + "; spread: 90th by 10th percentile"
                + (rows.stream().allMatch(Row::isSteady) ? "" : ", ~ where something else was running")
                + "; difference: from the reference executor, by the largest output.");
        rows.stream().filter(row -> !row.ours()).forEach(row -> notes.add(row.description() + "."));
        absent.forEach((who, why) -> notes.add(who + " took no part: " + why + "."));
        return notes;
    }

    /** A bar for each row. */
    public CategoryChart chart() {
        Map<String, Double> bars = new LinkedHashMap<>();
        rows.forEach(row -> bars.put(row.ours() ? row.network() : row.network() + ", " + row.program(), row.median()));
        return LatencyCharts.medians(
                "Milliseconds of a run on " + threads + (threads == 1 ? " thread" : " threads"), bars);
    }

    @Override
    public String toString() {
        TextTable table = new TextTable(headings().toArray(String[]::new));
        cells().forEach(row -> table.row(row.toArray(String[]::new)));
        return table + "\n" + String.join("\n", notes());
    }

    static String number(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }
}
