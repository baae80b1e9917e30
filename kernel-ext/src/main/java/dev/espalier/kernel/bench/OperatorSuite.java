package dev.espalier.kernel.bench;

import dev.espalier.model.TextTable;
import dev.espalier.progress.Cancellation;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** Every operator, forward and backward, in the fast executor and in the reference executor, in a process of its own. */
final class OperatorSuite {

    private static final int HEAP_MB = 1024;
    private static final int NATIVE_MB = 3072;

    private OperatorSuite() {}

    /**
     * Measures.
     *
     * @param failures gets a line for every operator an executor could not compute
     */
    static List<OperatorResult> measure(int threads, int rounds, Consumer<String> failures, Cancellation cancellation)
            throws IOException {
        Process process = JavaProcess.of(
                        OperatorWorker.class,
                        HEAP_MB,
                        NATIVE_MB,
                        threads,
                        Integer.toString(threads),
                        Integer.toString(rounds))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<OperatorResult> results = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (cancellation.requested()) {
                    throw new CancellationException("stopped between two operators");
                } else if (line.startsWith(OperatorWorker.ROW)) {
                    results.add(OperatorResult.parse(line.substring(OperatorWorker.ROW.length())));
                } else {
                    failures.accept(line);
                }
            }
            return results;
        } finally {
            process.destroyForcibly();
        }
    }

    static String table(List<OperatorResult> results, List<Roofline> rooflines) {
        TextTable table = new TextTable(
                "operator", ">threads", ">ms", ">reference ms", ">ratio", ">GFLOP/s", ">of peak", ">GB/s");
        for (OperatorResult result : results) {
            Roofline roofline = rooflines.stream()
                    .filter(measured -> measured.threads() == result.threads())
                    .findFirst()
                    .orElseThrow();
            double gigaflops = 1e3 * result.gigaflops() / result.fastMs();
            double bandwidth = 1e3 * result.gigabytes() / result.fastMs();
            boolean product = result.gigaflops() > 0;
            table.row(
                    result.name(),
                    Integer.toString(result.threads()),
                    format("%.3f", result.fastMs()),
                    format("%.3f", result.referenceMs()),
                    format("%.1f", result.ratio()),
                    product ? format("%.1f", gigaflops) : "",
                    product ? format("%.0f %%", 100 * gigaflops / roofline.gigaflops()) : "",
                    format("%.1f", bandwidth));
        }
        return table.toString();
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}
