package dev.espalier.kernel.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.AtomicFile;
import dev.espalier.model.Nearest;
import dev.espalier.model.Safetensors;
import dev.espalier.model.Seed;
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
import java.util.stream.Stream;

/**
 * Projections of all weights of ResNet-50 onto every structure and onto levels, against those of PyTorch, each on one
 * thread in a process of its own, in turns; and what ADMM with its projections adds to an epoch of training.
 *
 * @param only structures, as {@link Scheme#parse} reads them, levels as {@code LEVELS:GRANULARITY:SCALE} and trainings
 *     under ADMM; empty for all
 * @param rounds projections each has after two to warm up
 * @param epochs of every training
 * @param images of every epoch at most; few make what an epoch begins and ends with weigh more
 * @param json where to keep the results, brought up to date after every row
 */
public record PruneSuite(List<String> only, int rounds, int epochs, int images, Optional<Path> json) {

    static final String WEIGHTS = "weights.safetensors";

    /** What PyTorch's users do in a line. */
    static final String ROUNDING = "fixed4:row:max";

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
    private static final List<String> LEVELS = List.of(ROUNDING, "fixed4:row:mse", "sp2-4:row:max", "sp2-4:row:mse");

    private static final ObjectMapper JSON = new ObjectMapper();

    public PruneSuite {
        only = List.copyOf(only);
        for (String name : only) {
            if (!names().contains(name)) {
                throw new IllegalArgumentException(
                        "there is nothing named '" + name + "'" + Nearest.hint(name, names()));
            }
        }
    }

    /** The names {@code only} takes. */
    public static List<String> names() {
        return Stream.of(
                        STRUCTURES.stream(),
                        LEVELS.stream(),
                        AdmmCase.ALL.stream().map(AdmmCase::name))
                .flatMap(names -> names)
                .toList();
    }

    private record Results(Host host, List<Projected> structures, List<Projected> levels, List<AdmmCost> trainings) {}

    /**
     * Measures.
     *
     * @param out gets the tables
     * @param err gets a line for every row when it is over
     * @throws CancellationException if asked to stop; the rows that are over are kept
     */
    public void run(PrintWriter out, PrintWriter err, Cancellation cancellation) throws IOException {
        Results results = new Results(Host.here(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        out.println(results.host);
        if (!wanted(STRUCTURES).isEmpty() || !wanted(LEVELS).isEmpty()) {
            project(results, out, err, cancellation);
        }
        train(results, out, err, cancellation);
        print(results, out);
    }

    private void project(Results results, PrintWriter out, PrintWriter err, Cancellation cancellation)
            throws IOException {
        out.println(String.format(
                Locale.ROOT,
                "ResNet-50, %,d weights, structures at %s, one thread, processor time of %d projections in turns",
                ResNet50Weights.shapes().values().stream()
                        .mapToLong(Shape::size)
                        .sum(),
                RATE + "x",
                rounds));
        out.flush();
        Path folder = Files.createTempDirectory("espalier-bench");
        try {
            try (OutputStream file = Files.newOutputStream(folder.resolve(WEIGHTS))) {
                Safetensors.write(ResNet50Weights.draw(new Seed(1)), file);
            }
            for (String name : wanted(STRUCTURES)) {
                double rate =
                        Scheme.parse(name).ownRate().map(own -> own.times()).orElse(RATE);
                results.structures.add(measure(folder, name, name + "@" + rate, cancellation));
                err.println(last(results.structures).line());
                save(results);
            }
            for (String name : wanted(LEVELS)) {
                results.levels.add(measure(folder, name, name, cancellation));
                err.println(last(results.levels).line());
                save(results);
            }
        } finally {
            EngineSuite.delete(folder);
        }
    }

    private void train(Results results, PrintWriter out, PrintWriter err, Cancellation cancellation)
            throws IOException {
        List<AdmmCase> cases = AdmmCase.ALL.stream()
                .filter(each -> only.isEmpty() || only.contains(each.name()))
                .toList();
        if (cases.isEmpty()) {
            return;
        }
        Split all = FashionMnist.load();
        Split data = new Split(all.train().take(Math.min(images, all.train().size())), all.test());
        out.println(String.format(
                Locale.ROOT,
                "%s, epochs of %,d images, one thread, processor time",
                data.train().title(),
                data.train().size()));
        out.flush();
        for (AdmmCase each : cases) {
            results.trainings.add(each.measure(data, epochs, cancellation));
            err.println(last(results.trainings).line());
            save(results);
        }
    }

    private List<String> wanted(List<String> names) {
        return names.stream()
                .filter(name -> only.isEmpty() || only.contains(name))
                .toList();
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    private Projected measure(Path folder, String name, String task, Cancellation cancellation) throws IOException {
        Map<String, Worker> workers = new LinkedHashMap<>();
        Map<String, List<Measurement>> measured = new LinkedHashMap<>();
        String ours = "Espalier";
        Optional<String> absent = Optional.empty();
        try {
            workers.put(
                    ours,
                    Worker.start(JavaProcess.of(PruneWorker.class, 1536, 1024, 1, folder.toString(), task), folder));
            if (LEVELS.contains(name) && !name.equals(ROUNDING)) {
                absent = Optional.of("it rounds to " + ROUNDING + " only");
            } else {
                try {
                    workers.put(Projected.PEER, PyTorch.start(folder, PyTorch.PRUNING, 1, task));
                } catch (PeerException missing) {
                    absent = Optional.of(missing.getMessage());
                }
            }
            for (Map.Entry<String, Worker> worker : workers.entrySet()) {
                stopIfAsked(cancellation);
                worker.getValue().run(2);
                measured.put(worker.getKey(), new ArrayList<>());
            }
            for (int round = 0; round < rounds; round++) {
                for (Map.Entry<String, Worker> worker : workers.entrySet()) {
                    stopIfAsked(cancellation);
                    measured.get(worker.getKey()).add(worker.getValue().run(1));
                }
            }
        } catch (PeerException failed) {
            // A terminal's Ctrl-C reaches the workers as well.
            stopIfAsked(cancellation);
            throw new IOException(name + ": " + failed.getMessage(), failed);
        } finally {
            workers.values().forEach(Worker::close);
        }
        return new Projected(name, measured.get(ours), measured.getOrDefault(Projected.PEER, List.of()), absent);
    }

    private static void stopIfAsked(Cancellation cancellation) {
        if (cancellation.requested()) {
            throw new CancellationException("stopped between two projections");
        }
    }

    private void save(Results results) throws IOException {
        if (json.isPresent()) {
            byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(report(results));
            AtomicFile.write(json.get(), stream -> stream.write(text));
        }
    }

    private static ObjectNode report(Results results) {
        ObjectNode report = JSON.createObjectNode().put("suite", "prune");
        report.set("host", JSON.valueToTree(results.host));
        ArrayNode rows = report.putArray("rows");
        ArrayNode absent = report.putArray("absent");
        Stream.concat(results.structures.stream(), results.levels.stream()).forEach(row -> row.describe(rows, absent));
        results.trainings.forEach(training -> training.describe(rows.addObject()));
        return report;
    }

    private static void print(Results results, PrintWriter out) {
        if (!results.structures.isEmpty()) {
            out.println(Projected.table("structure", "kept", results.structures));
        }
        if (!results.levels.isEmpty()) {
            out.println(Projected.table("levels", "error", results.levels));
        }
        if (!results.trainings.isEmpty()) {
            out.println(AdmmCost.table(results.trainings));
        }
    }
}
