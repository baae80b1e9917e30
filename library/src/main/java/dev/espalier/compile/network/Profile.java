package dev.espalier.compile.network;

import dev.espalier.compile.kernel.Code;
import dev.espalier.compile.kernel.Families;
import dev.espalier.compile.kernel.Prelude;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.lower.NetworkSource.Step;
import dev.espalier.compile.runtime.KernelCall;
import dev.espalier.compile.runtime.KernelLibrary;
import dev.espalier.compile.runtime.Memory;
import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.model.TextTable;
import dev.espalier.progress.Cancellation;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A compiled network, call by call. Times are those of each call by itself, again and again, so that its numbers are near;
 * in the network they are further away, and the sum is more.
 *
 * @param calls in order
 */
public record Profile(List<LayerProfile> calls) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int TURNS = 7;
    private static final long TURN_NANOSECONDS = 1_000_000;

    public Profile {
        calls = List.copyOf(calls);
    }

    /** What a network consists of, without measuring. */
    public static Profile of(CompiledModel model) {
        return new Profile(model.source().steps().stream()
                .map(step -> LayerProfile.of(step, Double.NaN))
                .toList());
    }

    /** The same with the processor time of each call on one thread of this machine. */
    public static Profile measure(CompiledModel model, Cancellation cancellation) {
        Target target = Target.parse(model.settings().target());
        Map<String, String> names = new LinkedHashMap<>();
        List<Code> codes = new ArrayList<>();
        for (Step step : model.source().steps()) {
            Code code = Families.emit(step.call().task(), step.schedule(), target);
            names.computeIfAbsent(code.source(), source -> "call" + names.size());
            codes.add(code);
        }
        StringBuilder text = new StringBuilder(Prelude.of(target));
        names.forEach((source, name) -> text.append('\n').append(source.replace(Code.NAME, name)));
        KernelLibrary library = KernelLibrary.of(
                Toolchain.of(target), target, text.toString(), List.copyOf(names.values()), cancellation);
        List<LayerProfile> calls = new ArrayList<>();
        for (int i = 0; i < codes.size(); i++) {
            Step step = model.source().steps().get(i);
            String name = names.get(codes.get(i).source());
            calls.add(LayerProfile.of(step, milliseconds(library, name, step, codes.get(i))));
        }
        return new Profile(calls);
    }

    private static double milliseconds(KernelLibrary library, String name, Step step, Code code) {
        List<Memory> memories = new ArrayList<>();
        for (Layout layout : step.call().task().inputs()) {
            memories.add(Memory.ofFloats(layout.floats()));
        }
        List<Memory> inputs = List.copyOf(memories);
        Memory output = Memory.ofFloats(step.call().task().output().floats());
        Memory data = Memory.of(code.data().toBytes());
        Memory scratch = Memory.ofFloats(code.scratch());
        memories.addAll(List.of(output, data, scratch));
        try (KernelCall call = library.call(name, inputs, output, data, scratch)) {
            call.run();
            int times = (int) Math.max(1, TURN_NANOSECONDS / Math.max(1, time(call, 1)));
            double best = Double.POSITIVE_INFINITY;
            for (int turn = 0; turn < TURNS; turn++) {
                best = Math.min(best, (double) time(call, times) / times);
            }
            return best / 1e6;
        } finally {
            memories.forEach(Memory::close);
        }
    }

    private static long time(KernelCall call, int times) {
        long start = THREADS.getCurrentThreadCpuTime();
        call.run(0, 1, times);
        return THREADS.getCurrentThreadCpuTime() - start;
    }

    /** Milliseconds of all calls together. */
    public double milliseconds() {
        return calls.stream().mapToDouble(LayerProfile::milliseconds).sum();
    }

    /** What the times are. */
    public String note() {
        return number("%.3f ms of processor time, each call by itself;", milliseconds())
                + " GFLOP/s count products with the zeros around an image, which some kernels leave out";
    }

    /** Whether the calls were timed. */
    public boolean timed() {
        return calls.stream().noneMatch(call -> Double.isNaN(call.milliseconds()));
    }

    /** The calls as a table: name, work, rate, products, bytes, time if there is one, and the kernel. */
    public List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        for (LayerProfile call : calls) {
            List<String> row = new ArrayList<>(List.of(
                    call.layer(),
                    call.work(),
                    call.rate() == 1 ? "" : number("%.2fx", call.rate()),
                    call.macs() == 0 ? "" : number("%,d", call.macs()),
                    number("%,d", call.bytes())));
            if (timed()) {
                row.add(number("%.1f", 1000 * call.milliseconds()));
                row.add(call.macs() == 0 ? "" : number("%.0f", call.gigaflops()));
            }
            row.add(call.schedule().toString());
            rows.add(row);
        }
        return rows;
    }

    /** What stands above the {@link #rows}; those of numbers begin with {@code >}. */
    public List<String> headings() {
        List<String> heads = new ArrayList<>(List.of("layer", "work", ">rate", ">MACs", ">bytes"));
        if (timed()) {
            heads.addAll(List.of(">µs", ">GFLOP/s"));
        }
        heads.add("kernel");
        return heads;
    }

    @Override
    public String toString() {
        TextTable table = new TextTable(headings().toArray(String[]::new));
        rows().forEach(row -> table.row(row.toArray(String[]::new)));
        return table + (timed() ? "\n" + note() : "");
    }

    private static String number(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }
}
