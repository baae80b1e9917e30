package dev.espalier.kernel.bench;

import dev.espalier.compile.kernel.Code;
import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.Families;
import dev.espalier.compile.kernel.Prelude;
import dev.espalier.compile.kernel.Schedule;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.runtime.KernelCall;
import dev.espalier.compile.runtime.KernelLibrary;
import dev.espalier.compile.runtime.Memory;
import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.model.Nearest;
import dev.espalier.model.TextTable;
import dev.espalier.progress.Cancellation;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;

/**
 * Generated kernels of single layers, dense and with fewer weights, against oneDNN's dense ones, on one thread. All take
 * turns; each counts by its fastest, in processor time.
 *
 * @param only names of layers; empty for all
 * @param variants what is measured of each layer, the dense one first
 * @param rounds turns that each has
 */
public record KernelSuite(List<String> only, List<Variant> variants, int rounds) {

    /** Filters that share their zeros, where that is not the question. */
    private static final int COARSE = 32;

    private static final long TURN_NANOSECONDS = 3_000_000;

    private static final int CHAINS = 12;
    private static final int LOOP = 1_000_000;

    /**
     * A layer with fewer weights.
     *
     * @param title of its column
     * @param fewer how many times fewer than places for them, 1 for all
     * @param together filters that share their zeros
     */
    public record Variant(String title, double fewer, int together) {}

    public KernelSuite {
        only = List.copyOf(only);
        variants = List.copyOf(variants);
        for (String name : only) {
            if (!names().contains(name)) {
                throw new IllegalArgumentException(
                        "there is no layer named '" + name + "'" + Nearest.hint(name, names()));
            }
        }
    }

    /** Ever fewer weights, in structures as coarse as vectors are long. */
    public static List<Variant> rates() {
        return List.of(
                new Variant("dense", 1, COARSE),
                new Variant("2.25x", 2.25, COARSE),
                new Variant("4.5x", 4.5, COARSE),
                new Variant("8x", 8, COARSE));
    }

    /** The same number of weights in structures from fine to coarse. */
    public static List<Variant> granularities(double fewer) {
        List<Variant> variants = new ArrayList<>(List.of(new Variant("dense", 1, COARSE)));
        for (int together : List.of(1, 2, 4, 8, 16, 32)) {
            variants.add(new Variant("G=" + together, fewer, together));
        }
        return variants;
    }

    /** The names {@code only} takes. */
    public static List<String> names() {
        return LayerShape.ALL.stream().map(LayerShape::name).toList();
    }

    /**
     * Measures.
     *
     * @param out gets the table
     * @param err gets a line for every layer when it is measured
     * @throws CancellationException if asked to stop between two layers
     */
    public void run(PrintWriter out, PrintWriter err, Cancellation cancellation) {
        Target target = Target.host();
        Toolchain toolchain = Toolchain.of(target);
        double roof = roof(toolchain, target);
        out.println(Host.here());
        out.println(String.format(Locale.ROOT, "multiply-adds in registers: %.1f GFLOP/s on one thread", roof));
        List<String> titles = new ArrayList<>(List.of("layer", ">oneDNN ms"));
        for (Variant variant : variants) {
            titles.add(">" + variant.title() + " ms");
            titles.addAll(variant.fewer() == 1 ? List.of(">GFLOP/s", ">of peak", ">ratio") : List.of(">ratio"));
        }
        TextTable table = new TextTable(titles.toArray(String[]::new));
        for (LayerShape shape : LayerShape.ALL) {
            if (!only.isEmpty() && !only.contains(shape.name())) {
                continue;
            }
            if (cancellation.requested()) {
                throw new CancellationException("stopped before " + shape.name());
            }
            List<String> row = row(shape, roof, toolchain, target);
            while (row.size() < titles.size()) {
                row.add("");
            }
            table.row(row.toArray(String[]::new));
            err.println(String.join("  ", row));
            err.flush();
        }
        out.println(table);
        out.println(
                "ratio: oneDNN's dense time by ours; fewer weights are patterns of 4 in 3x3 kernels and single weights in"
                        + " others, the same in as many filters as G says, else in " + COARSE + ".");
        out.println("*: with a vector of pixels in each register; else with one of channels.");
    }

    private List<String> row(LayerShape shape, double roof, Toolchain toolchain, Target target) {
        List<Candidate> candidates = new ArrayList<>();
        for (Variant variant : shape.pruned() ? variants : variants.subList(0, 1)) {
            candidates.add(new Candidate(variant, shape.task(variant, target), ""));
            if (variant.together() < COARSE) {
                Convolution tiles = shape.tiled(variant, target);
                if (Families.suits(tiles, target)) {
                    candidates.add(new Candidate(variant, tiles, "*"));
                }
            }
        }
        double[] ms = measure(shape, candidates, toolchain, target);
        double peer = ms[candidates.size()];
        List<String> row = new ArrayList<>(List.of(shape.name(), format("%.3f", peer)));
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            boolean last = i + 1 == candidates.size() || candidates.get(i + 1).variant() != candidate.variant();
            if (last) {
                boolean first = i == 0 || candidates.get(i - 1).variant() != candidate.variant();
                int best = first || ms[i] < ms[i - 1] ? i : i - 1;
                row.add(format("%.3f", ms[best]) + candidates.get(best).mark());
                if (candidate.variant().fewer() == 1) {
                    double speed = 1e-6 * shape.flops() / ms[best];
                    row.add(format("%.1f", speed));
                    row.add(format("%.0f %%", 100 * speed / roof));
                }
                row.add(format("%.2f", peer / ms[best]));
            }
        }
        return row;
    }

    /** A way to compute a variant. */
    private record Candidate(Variant variant, Convolution task, String mark) {}

    private double[] measure(LayerShape shape, List<Candidate> candidates, Toolchain toolchain, Target target) {
        StringBuilder source = new StringBuilder(Prelude.of(target));
        List<String> names = new ArrayList<>();
        List<Code> codes = new ArrayList<>();
        List<Memory> memories = new ArrayList<>();
        List<IntConsumer> contestants = new ArrayList<>();
        List<KernelCall> calls = new ArrayList<>();
        for (Candidate candidate : candidates) {
            Schedule schedule = Families.schedules(candidate.task(), target).get(0);
            Code code = Families.emit(candidate.task(), schedule, target);
            String name = "kernel" + names.size();
            source.append('\n').append(code.source().replace(Code.NAME, name));
            names.add(name);
            codes.add(code);
        }
        try (PeerConvolution peer = new PeerConvolution(shape)) {
            KernelLibrary library = KernelLibrary.of(toolchain, target, source.toString(), names, Cancellation.NEVER);
            for (int i = 0; i < codes.size(); i++) {
                Convolution task = candidates.get(i).task();
                List<Memory> inputs = new ArrayList<>();
                for (Layout layout : task.inputs()) {
                    float[] numbers = new float[Math.toIntExact(layout.floats())];
                    Arrays.fill(numbers, 0.5f);
                    inputs.add(keep(memories, Memory.of(numbers)));
                }
                Memory output = keep(memories, Memory.ofFloats(task.output().floats()));
                Memory data = keep(memories, Memory.of(codes.get(i).data().toBytes()));
                Memory scratch = keep(memories, Memory.ofFloats(codes.get(i).scratch()));
                KernelCall call = library.call(names.get(i), inputs, output, data, scratch);
                calls.add(call);
                contestants.add(times -> call.run(0, 1, times));
            }
            contestants.add(peer::run);
            return times(contestants, rounds);
        } finally {
            calls.forEach(KernelCall::close);
            memories.forEach(Memory::close);
        }
    }

    private static Memory keep(List<Memory> memories, Memory memory) {
        memories.add(memory);
        return memory;
    }

    /** Milliseconds of each contestant. */
    private static double[] times(List<IntConsumer> contestants, int rounds) {
        int[] repeats = new int[contestants.size()];
        for (int i = 0; i < repeats.length; i++) {
            contestants.get(i).accept(1);
            repeats[i] = (int) Math.max(1, TURN_NANOSECONDS / Math.max(1, nanoseconds(contestants.get(i), 1)));
        }
        double[] best = new double[repeats.length];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < best.length; i++) {
                best[i] = Math.min(best[i], 1e-6 * nanoseconds(contestants.get(i), repeats[i]) / repeats[i]);
            }
        }
        return best;
    }

    private static long nanoseconds(IntConsumer contestant, int times) {
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        contestant.accept(times);
        return threads.getCurrentThreadCpuTime() - start;
    }

    /** Billions of operations each second if nothing is read from memory. */
    private static double roof(Toolchain toolchain, Target target) {
        StringBuilder c = new StringBuilder(Prelude.of(target));
        c.append("\nstatic void roof(const float *const *in, float *out, const char *data, float *scratch, int part,"
                + " int parts) {\n  vf b = LOAD(out);\n");
        for (int i = 0; i < CHAINS; i++) {
            c.append("  vf s" + i + " = SPLAT(" + i + ".0f);\n");
        }
        c.append("  for (long k = 0; k < " + LOOP + "; k++) {\n");
        for (int i = 0; i < CHAINS; i++) {
            c.append("    s" + i + " = s" + i + " * b + b;\n");
        }
        c.append("  }\n");
        for (int i = 0; i < CHAINS; i++) {
            c.append("  STORE(out + VL + " + i + " * VL, s" + i + ");\n");
        }
        KernelLibrary library =
                KernelLibrary.of(toolchain, target, c.append("}\n").toString(), "roof");
        try (Memory output = Memory.ofFloats((CHAINS + 1L) * target.lanes());
                KernelCall call = library.call("roof", List.of(), output, output, output)) {
            double ms = times(List.of(times -> call.run(0, 1, times)), 5)[0];
            return 2e-6 * LOOP * CHAINS * target.lanes() / ms;
        }
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}
