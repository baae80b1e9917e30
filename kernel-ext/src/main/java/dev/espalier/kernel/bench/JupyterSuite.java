package dev.espalier.kernel.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.kernel.bench.JupyterTimes.Task;
import dev.espalier.model.AtomicFile;
import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * How fast Jupyter kernels start and answer: Espalier, a minimal kernel on the same base library, and ipykernel, in turns,
 * each round from a fresh start.
 *
 * @param rounds starts of each kernel
 * @param json where results are written too
 */
public record JupyterSuite(int rounds, Optional<Path> json) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Measures, and prints a table. */
    public void run(PrintWriter out, PrintWriter err, Cancellation cancellation) throws IOException {
        Host host = Host.here();
        out.println(host);
        Map<JupyterKernel, List<JupyterTimes>> times = new LinkedHashMap<>();
        Map<String, String> absent = new LinkedHashMap<>();
        times.put(JupyterKernel.espalier(), new ArrayList<>());
        times.put(JupyterKernel.minimal(), new ArrayList<>());
        try {
            times.put(JupyterKernel.ipykernel(), new ArrayList<>());
        } catch (PeerException e) {
            absent.put("ipykernel", e.getMessage());
        }
        Path folder = Files.createTempDirectory("espalier-bench-");
        try {
            for (int round = 0; round < rounds; round++) {
                for (JupyterKernel kernel : List.copyOf(times.keySet())) {
                    if (cancellation.requested()) {
                        throw new CancellationException();
                    }
                    try {
                        times.get(kernel).add(JupyterTimes.of(kernel, folder));
                    } catch (PeerException e) {
                        times.remove(kernel);
                        absent.put(kernel.name(), e.getMessage());
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        } finally {
            delete(folder);
        }
        absent.forEach((kernel, reason) -> err.println("espalier: " + kernel + " is left out: " + reason));
        print(out, times);
        if (json.isPresent()) {
            byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(report(host, times, absent));
            AtomicFile.write(json.get(), file -> file.write(text));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static OptionalDouble median(List<JupyterTimes> runs, Task task) {
        List<Double> known = runs.stream()
                .flatMap(run -> Optional.ofNullable(run.milliseconds().get(task)).stream())
                .toList();
        return known.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Median.of(known.stream().mapToDouble(Double::doubleValue)));
    }

    private static double residentMb(List<JupyterTimes> runs) {
        return Median.of(runs.stream().mapToDouble(JupyterTimes::residentMb));
    }

    private static void print(PrintWriter out, Map<JupyterKernel, List<JupyterTimes>> times) {
        out.printf("%-24s", "ms, medians");
        times.keySet().forEach(kernel -> out.printf("%16s", kernel.name()));
        out.println();
        for (Task task : Task.values()) {
            out.printf("%-24s", task);
            for (List<JupyterTimes> runs : times.values()) {
                OptionalDouble median = median(runs, task);
                out.printf(
                        "%16s",
                        median.isPresent() ? String.format(Locale.ROOT, "%.1f", median.getAsDouble()) : "never");
            }
            out.println();
        }
        out.printf("%-24s", "resident, MB");
        times.values().forEach(runs -> out.printf(Locale.ROOT, "%16.0f", residentMb(runs)));
        out.println();
    }

    private static ObjectNode report(
            Host host, Map<JupyterKernel, List<JupyterTimes>> times, Map<String, String> absent) {
        ObjectNode report = JSON.createObjectNode().put("suite", "kernel");
        report.set("host", JSON.valueToTree(host));
        ArrayNode rows = report.putArray("rows");
        ArrayNode kernels = report.putArray("kernels");
        List<JupyterTimes> ours = times.getOrDefault(JupyterKernel.espalier(), List.of());
        times.forEach((kernel, runs) -> {
            ObjectNode node = kernels.addObject().put("kernel", kernel.name()).put("resident_mb", residentMb(runs));
            for (Task task : Task.values()) {
                OptionalDouble median = median(runs, task);
                OptionalDouble mine = median(ours, task);
                median.ifPresent(ms -> node.put(task.toString(), ms));
                if (runs != ours && median.isPresent() && mine.isPresent()) {
                    rows.addObject()
                            .put("name", task.toString())
                            .put("threads", 1)
                            .put("ours_ms", mine.getAsDouble())
                            .put("peer", kernel.name())
                            .put("peer_ms", median.getAsDouble())
                            .put("ratio", median.getAsDouble() / mine.getAsDouble())
                            .put("runs", runs.size());
                }
            }
        });
        ArrayNode left = report.putArray("absent");
        absent.forEach(
                (kernel, reason) -> left.addObject().put("kernel", kernel).put("reason", reason));
        return report;
    }
}
