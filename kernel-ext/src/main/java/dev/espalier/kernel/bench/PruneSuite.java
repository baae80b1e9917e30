package dev.espalier.kernel.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.AtomicFile;
import dev.espalier.model.Nearest;
import dev.espalier.model.Safetensors;
import dev.espalier.model.Seed;
import dev.espalier.model.TextTable;
import dev.espalier.model.op.Shape;
import dev.espalier.progress.Cancellation;
import dev.espalier.prune.Scheme;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Projections of all weights of ResNet-50 onto every structure, against the same in PyTorch, each on one thread in a
 * process of its own, in turns.
 *
 * @param only structures, as {@link Scheme#parse} reads them; empty for all
 * @param rounds projections each has after two to warm up
 * @param json where to keep the results, brought up to date after every structure
 */
public record PruneSuite(List<String> only, int rounds, Optional<Path> json) {

    static final String WEIGHTS = "weights.safetensors";

    private static final double RATE = 4.5;
    private static final List<String> STRUCTURES = List.of(
            "unstructured",
            "filter",
            "channel",
            "column",
            "n:m:2:4",
            "pattern:clicktrain8",
            "pattern:clicktrain8/g4",
            "block-punched:8x4",
            "block-row:16",
            "block-column:8",
            "token-lane:4",
            "position:8");

    private static final ObjectMapper JSON = new ObjectMapper();

    public PruneSuite {
        only = List.copyOf(only);
        for (String name : only) {
            if (!STRUCTURES.contains(name)) {
                throw new IllegalArgumentException(
                        "there is nothing named '" + name + "'" + Nearest.hint(name, STRUCTURES));
            }
        }
    }

    /** The names {@code only} takes. */
    public static List<String> names() {
        return STRUCTURES;
    }

    /** What one structure took: milliseconds of processor time for each projection, and the part that stayed. */
    private record Row(
            String structure,
            List<Measurement> ours,
            List<Measurement> peer,
            String peerName,
            Optional<String> absent) {

        static double milliseconds(List<Measurement> measured) {
            return Median.of(times(measured));
        }

        private static DoubleStream times(List<Measurement> measured) {
            return measured.stream().mapToDouble(one -> one.milliseconds(Clock.CPU));
        }

        double ratio() {
            return Median.of(IntStream.range(0, ours.size())
                    .mapToDouble(i ->
                            peer.get(i).milliseconds(Clock.CPU) / ours.get(i).milliseconds(Clock.CPU)));
        }

        double kept(List<Measurement> measured) {
            return measured.get(0).loss();
        }
    }

    /**
     * Measures.
     *
     * @param out gets the table
     * @param err gets a line for every structure when it is over
     * @throws CancellationException if asked to stop; the structures that are over are kept
     */
    public void run(PrintWriter out, PrintWriter err, Cancellation cancellation) throws IOException {
        Host host = Host.here();
        out.println(host);
        out.println("ResNet-50, "
                + String.format(
                        Locale.ROOT,
                        "%,d",
                        ResNet50Weights.shapes().values().stream()
                                .mapToLong(Shape::size)
                                .sum())
                + " weights at " + RATE + "x, one thread, processor time of " + rounds + " projections in turns");
        out.flush();
        List<Row> rows = new ArrayList<>();
        Path folder = Files.createTempDirectory("espalier-bench");
        try {
            try (OutputStream file = Files.newOutputStream(folder.resolve(WEIGHTS))) {
                Safetensors.write(ResNet50Weights.draw(new Seed(1)), file);
            }
            for (String structure : only.isEmpty() ? STRUCTURES : only) {
                Row row = measure(folder, structure, cancellation);
                rows.add(row);
                err.println(line(row));
                if (json.isPresent()) {
                    byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(report(host, rows));
                    AtomicFile.write(json.get(), stream -> stream.write(text));
                }
            }
        } finally {
            EngineSuite.delete(folder);
        }
        out.println(table(rows));
    }

    private Row measure(Path folder, String structure, Cancellation cancellation) throws IOException {
        double rate = Scheme.parse(structure).ownRate().map(own -> own.times()).orElse(RATE);
        String task = structure + "@" + rate;
        Map<String, Worker> workers = new LinkedHashMap<>();
        Map<String, List<Measurement>> measured = new LinkedHashMap<>();
        String ours = "Espalier";
        String peer = "PyTorch";
        Optional<String> absent = Optional.empty();
        try {
            workers.put(
                    ours,
                    Worker.start(JavaProcess.of(PruneWorker.class, 1536, 1024, 1, folder.toString(), task), folder));
            try {
                workers.put(peer, PyTorch.start(folder, PyTorch.PRUNING, 1, task));
            } catch (PeerException missing) {
                absent = Optional.of(missing.getMessage());
            }
            for (Map.Entry<String, Worker> worker : workers.entrySet()) {
                worker.getValue().run(2);
                measured.put(worker.getKey(), new ArrayList<>());
            }
            for (int round = 0; round < rounds; round++) {
                for (Map.Entry<String, Worker> worker : workers.entrySet()) {
                    if (cancellation.requested()) {
                        throw new CancellationException("stopped between two projections");
                    }
                    measured.get(worker.getKey()).add(worker.getValue().run(1));
                }
            }
        } catch (PeerException failed) {
            throw new IOException("structure " + structure + ": " + failed.getMessage(), failed);
        } finally {
            workers.values().forEach(Worker::close);
        }
        return new Row(structure, measured.get(ours), measured.getOrDefault(peer, List.of()), peer, absent);
    }

    private static String line(Row row) {
        String ours = format("%s: %.0f ms", row.structure, Row.milliseconds(row.ours));
        return row.absent.isPresent()
                ? ours + ", no " + row.peerName + ": " + row.absent.get()
                : ours + format(", %.2fx %s", row.ratio(), row.peerName);
    }

    private static String table(List<Row> rows) {
        TextTable table = new TextTable("structure", ">ms", ">kept", ">PyTorch ms", ">kept", ">ratio", "");
        for (Row row : rows) {
            boolean peer = row.absent.isEmpty();
            table.row(
                    row.structure,
                    format("%.0f", Row.milliseconds(row.ours)),
                    format("%.2f %%", 100 * row.kept(row.ours)),
                    peer ? format("%.0f", Row.milliseconds(row.peer)) : "",
                    peer ? format("%.2f %%", 100 * row.kept(row.peer)) : "",
                    peer ? format("%.2f", row.ratio()) : "",
                    row.absent.orElse(""));
        }
        return table.toString();
    }

    private static ObjectNode report(Host host, List<Row> rows) {
        ObjectNode report = JSON.createObjectNode().put("suite", "prune");
        report.set("host", JSON.valueToTree(host));
        ArrayNode list = report.putArray("rows");
        ArrayNode missing = report.putArray("absent");
        for (Row row : rows) {
            if (row.absent.isPresent()) {
                missing.addObject()
                        .put("name", row.structure)
                        .put("threads", 1)
                        .put("engine", row.peerName)
                        .put("reason", row.absent.get());
                continue;
            }
            list.addObject()
                    .put("name", row.structure)
                    .put("threads", 1)
                    .put("ours_ms", Row.milliseconds(row.ours))
                    .put("peer", row.peerName)
                    .put("peer_ms", Row.milliseconds(row.peer))
                    .put("ratio", row.ratio())
                    .put("runs", row.ours.size());
        }
        return report;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
