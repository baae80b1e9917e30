package dev.espalier.kernel.bench;

import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * What a long day leaves behind: the heap of our kernel, and of JShell without it, over many cells and charts, and what
 * kernels that were started and stopped leave of processes, ports and files.
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

    /** Rows of plain JShell: its cells take ever longer, and a gigabyte of heap lasts it for some 9,000. */
    private static final int PLAIN_ROWS = 3;

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
        try (JupyterClient ours = start(JupyterKernel.espalier(), folder, temporary);
                JupyterClient plain = start(JupyterKernel.minimal(), folder, temporary)) {
            rows(ours, Optional.of(plain), "cells", cells, i -> SMALL.get(i % SMALL.size()), out, cancellation);
            rows(ours, Optional.empty(), "charts", Math.max(1, cells / 10), i -> CHART, out, cancellation);
        }
    }

    /** The cells of a stretch. */
    @FunctionalInterface
    private interface Source {
        String cell(int index);
    }

    /** What one step of a stretch gave. */
    private record Step(double heapMb, double residentMb, double millisecondsEach) {

        @Override
        public String toString() {
            return String.format("%10.1f%14.0f%10.1f", heapMb, residentMb, millisecondsEach);
        }
    }

    /**
     * The same cells in our kernel and, for as long as it tells something new, in plain JShell. The heap is read after a
     * collection, first where a tenth has run: by then the compiler has seen all there is.
     */
    private static void rows(
            JupyterClient ours,
            Optional<JupyterClient> plain,
            String what,
            int total,
            Source source,
            PrintWriter out,
            Cancellation cancellation)
            throws IOException, PeerException {
        String titles = String.format("%10s%14s%10s", "heap, MB", "resident, MB", "ms each");
        out.printf("%-17s%s%s%n", "Espalier", titles, plain.isPresent() ? "    plain JShell" + titles : "");
        int step = Math.max(1, total / ROWS);
        List<Step> ran = new ArrayList<>();
        List<Step> ranPlain = new ArrayList<>();
        for (int done = 0; done < total; done += step) {
            int end = Math.min(total, done + step);
            ran.add(step(ours, done, end, source, cancellation));
            out.printf("%,7d %-9s%s", end, what, ran.get(ran.size() - 1));
            if (plain.isPresent() && ranPlain.size() < PLAIN_ROWS) {
                ranPlain.add(step(plain.get(), done, end, source, cancellation));
                out.printf("%16s%s", "", ranPlain.get(ranPlain.size() - 1));
            }
            out.println();
            out.flush();
        }
        out.printf("%s grew the heap by %.2f KB each", what, growthKb(ran, step));
        out.println(
                ranPlain.isEmpty() ? "" : String.format(", that of plain JShell by %.2f KB", growthKb(ranPlain, step)));
        out.flush();
    }

    private static Step step(JupyterClient kernel, int from, int to, Source source, Cancellation cancellation)
            throws IOException, PeerException {
        long start = System.nanoTime();
        for (int i = from; i < to; i++) {
            if (cancellation.requested()) {
                throw new CancellationException();
            }
            kernel.execute(source.cell(i));
        }
        double each = (System.nanoTime() - start) / 1e6 / (to - from);
        return new Step(Long.parseLong(kernel.textOf(HEAP)) / 1024.0, kernel.residentMb(), each);
    }

    /** From the lowest step of the first half to that of the second: what is cleared now and then goes up and down. */
    private static double growthKb(List<Step> steps, int cellsEach) {
        int half = Math.max(1, steps.size() / 2);
        int early = lowest(steps, 0, half);
        int late = lowest(steps, Math.min(half, steps.size() - 1), steps.size());
        double grown = steps.get(late).heapMb() - steps.get(early).heapMb();
        return grown * 1024 / (Math.max(1, late - early) * cellsEach);
    }

    private static int lowest(List<Step> steps, int from, int to) {
        int lowest = from;
        for (int i = from; i < to; i++) {
            lowest = steps.get(i).heapMb() < steps.get(lowest).heapMb() ? i : lowest;
        }
        return lowest;
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
            JupyterClient kernel = start(JupyterKernel.espalier(), folder, temporary);
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

    private static JupyterClient start(JupyterKernel kernel, Path folder, Path temporary) throws IOException {
        String option = "-Djava.io.tmpdir=" + temporary;
        return JupyterClient.start(kernel.name(), kernel.command(), folder, Map.of("ESPALIER_JAVA_OPTS", option));
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
