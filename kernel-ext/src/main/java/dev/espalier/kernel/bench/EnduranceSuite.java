package dev.espalier.kernel.bench;

import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * What a long day leaves behind: the heap of our kernel over many cells and charts, and what kernels that were started and
 * stopped leave of processes, ports and files.
 *
 * @param cells small cells in one kernel; a tenth as many charts follow, and a two-hundredth as many kernels
 */
public record EnduranceSuite(int cells) {

    private static final List<String> SMALL = List.of(
            "1 + 1",
            "int k = 5;",
            "k = k + 1",
            "System.out.println(k);",
            "for (int i = 0; i < 3; i++) { k += i; }",
            "var list = List.of(k, k);",
            "list.stream().mapToInt(x -> x).sum()",
            "int twice(int n) { return 2 * n; }",
            "twice(k)",
            "nowhere");

    private static final String CHART = "var chart = new XYChartBuilder().width(300).height(200).build();\n"
            + "chart.addSeries(\"a\", new double[] {1, 2, 3}, new double[] {3, 1, 2});\nchart";

    private static final String HEAP = "{ System.gc(); Runtime r = Runtime.getRuntime();"
            + " System.out.print((r.totalMemory() - r.freeMemory()) >> 10); }";

    private static final int ROWS = 10;

    /** Runs all of it, and prints what was found. */
    public void run(PrintWriter out, PrintWriter err, Cancellation cancellation) throws IOException {
        Path folder = Files.createTempDirectory("espalier-endurance-");
        try {
            Path temporary = Files.createDirectory(folder.resolve("tmp"));
            oneKernel(folder, temporary, out, cancellation);
            manyKernels(folder, temporary, out, cancellation);
        } catch (PeerException e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder()).forEach(EnduranceSuite::delete);
            }
        }
    }

    private void oneKernel(Path folder, Path temporary, PrintWriter out, Cancellation cancellation)
            throws IOException, PeerException {
        try (JupyterClient kernel = start(folder, temporary)) {
            out.printf("%-10s%16s%16s%16s%n", "", "heap, MB", "resident, MB", "ms each");
            rows(kernel, "cells", cells, i -> SMALL.get(i % SMALL.size()), out, cancellation);
            rows(kernel, "charts", Math.max(1, cells / 10), i -> CHART, out, cancellation);
        }
    }

    /** The cells of a stretch. */
    @FunctionalInterface
    private interface Source {
        String cell(int index);
    }

    /** The heap is read after a collection, first where a tenth has run: by then the compiler has seen all there is. */
    private static void rows(
            JupyterClient kernel, String what, int total, Source source, PrintWriter out, Cancellation cancellation)
            throws IOException, PeerException {
        int step = Math.max(1, total / ROWS);
        double first = 0;
        double last = 0;
        for (int done = 0; done < total; ) {
            long start = System.nanoTime();
            int end = Math.min(total, done + step);
            int ran = end - done;
            for (; done < end; done++) {
                if (cancellation.requested()) {
                    throw new CancellationException();
                }
                kernel.execute(source.cell(done));
            }
            double each = (System.nanoTime() - start) / 1e6 / ran;
            last = Long.parseLong(kernel.textOf(HEAP)) / 1024.0;
            first = first == 0 ? last : first;
            out.printf("%,6d %-9s%10.1f%16.0f%16.1f%n", done, what, last, kernel.residentMb(), each);
            out.flush();
        }
        out.printf("%s grew the heap by %.2f KB each%n", what, (last - first) * 1024 / Math.max(1, total - step));
    }

    private void manyKernels(Path folder, Path temporary, PrintWriter out, Cancellation cancellation)
            throws IOException, PeerException, InterruptedException {
        int starts = Math.max(1, cells / 200);
        int unwilling = 0;
        int open = 0;
        for (int i = 0; i < starts; i++) {
            if (cancellation.requested()) {
                throw new CancellationException();
            }
            JupyterClient kernel = start(folder, temporary);
            try (kernel) {
                kernel.execute("System.out.println(1 + 1);");
            }
            unwilling += kernel.endedWell() ? 0 : 1;
            open += kernel.openPorts();
        }
        long files;
        try (Stream<Path> left = Files.walk(temporary)) {
            files = left.count() - 1;
        }
        out.printf(
                "%d kernels started and stopped: %d did not end by themselves, %d ports open, %d files left%n",
                starts, unwilling, open, files);
    }

    private static JupyterClient start(Path folder, Path temporary) throws IOException {
        JupyterKernel kernel = JupyterKernel.espalier();
        return JupyterClient.start(
                kernel.name(), kernel.command(), folder, Map.of("ESPALIER_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary));
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
