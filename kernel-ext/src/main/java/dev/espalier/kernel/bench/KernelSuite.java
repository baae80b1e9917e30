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
 * Generated kernels of single layers, dense and with ever fewer weights, against oneDNN's dense ones, on one thread. All
 * take turns; each counts by its fastest, in processor time.
 *
 * @param only names of layers; empty for all
 * @param rounds turns that each has
 */
public record KernelSuite(List<String> only, int rounds) {

    private static final List<Double> FEWER = List.of(1.0, 2.25, 4.5, 8.0);
    private static final long TURN_NANOSECONDS = 3_000_000;

    private static final int CHAINS = 12;
    private static final int LOOP = 1_000_000;

    public KernelSuite {
        only = List.copyOf(only);
        for (String name : only) {
            if (!names().contains(name)) {
                throw new IllegalArgumentException(
                        "there is no layer named '" + name + "'" + Nearest.hint(name, names()));
            }
        }
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
        TextTable table = new TextTable(
                "layer",
                ">oneDNN ms",
                ">dense ms",
                ">GFLOP/s",
                ">of peak",
                ">ratio",
                ">2.25x ms",
                ">ratio",
                ">4.5x ms",
                ">ratio",
                ">8x ms",
                ">ratio");
        for (LayerShape shape : LayerShape.ALL) {
            if (!only.isEmpty() && !only.contains(shape.name())) {
                continue;
            }
            if (cancellation.requested()) {
                throw new CancellationException("stopped before " + shape.name());
            }
            List<Double> fewer = shape.pruned() ? FEWER : FEWER.subList(0, 1);
            double[] ms = measure(shape, fewer, toolchain, target);
            double peer = ms[fewer.size()];
            List<String> row = new ArrayList<>(List.of(shape.name(), format("%.3f", peer)));
            for (int i = 0; i < fewer.size(); i++) {
                row.add(format("%.3f", ms[i]));
                if (i == 0) {
                    double speed = 1e-6 * shape.flops() / ms[0];
                    row.add(format("%.1f", speed));
                    row.add(format("%.0f %%", 100 * speed / roof));
                }
                row.add(format("%.2f", peer / ms[i]));
            }
            while (row.size() < 12) {
                row.add("");
            }
            table.row(row.toArray(String[]::new));
            err.println(String.join("  ", row));
            err.flush();
        }
        out.println(table);
        out.println("ratio: oneDNN's dense time by ours; fewer weights are zeros common to blocks of 32 filters.");
    }

    private double[] measure(LayerShape shape, List<Double> fewer, Toolchain toolchain, Target target) {
        StringBuilder source = new StringBuilder(Prelude.of(target));
        List<String> names = new ArrayList<>();
        List<Code> codes = new ArrayList<>();
        List<Memory> memories = new ArrayList<>();
        List<IntConsumer> contestants = new ArrayList<>();
        List<KernelCall> calls = new ArrayList<>();
        Convolution dense = shape.task(1, target);
        for (double times : fewer) {
            Convolution task = times == 1 ? dense : shape.task(times, target);
            Schedule schedule = Families.schedules(task, target).get(0);
            Code code = Families.emit(task, schedule, target);
            String name = "kernel" + names.size();
            source.append('\n').append(code.source().replace(Code.NAME, name));
            names.add(name);
            codes.add(code);
        }
        try (PeerConvolution peer = new PeerConvolution(shape)) {
            KernelLibrary library = KernelLibrary.of(toolchain, target, source.toString(), names, Cancellation.NEVER);
            List<Memory> inputs = new ArrayList<>();
            for (Layout layout : dense.inputs()) {
                float[] numbers = new float[Math.toIntExact(layout.floats())];
                Arrays.fill(numbers, 0.5f);
                inputs.add(keep(memories, Memory.of(numbers)));
            }
            Memory output = keep(memories, Memory.ofFloats(dense.output().floats()));
            for (int i = 0; i < codes.size(); i++) {
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
