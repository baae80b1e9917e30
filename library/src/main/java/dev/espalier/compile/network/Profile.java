package dev.espalier.compile.network;

import dev.espalier.compile.lower.NetworkSource.Step;
import dev.espalier.compile.target.Target;
import dev.espalier.model.TextTable;
import dev.espalier.progress.Cancellation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A compiled network, call by call. The times are those of the calls in the running network, and so add up to what a run
 * takes.
 *
 * @param calls in order
 */
public record Profile(List<LayerProfile> calls) {

    public Profile {
        calls = List.copyOf(calls);
    }

    /** What a network consists of, without measuring. */
    public static Profile of(CompiledModel model) {
        double[] unknown = new double[model.source().steps().size()];
        Arrays.fill(unknown, Double.NaN);
        return of(model, unknown);
    }

    /**
     * The same with the time of each call on this machine, on as many threads as the model was compiled for, with the input
     * it was last given, or zeros.
     *
     * @throws java.util.concurrent.CancellationException if asked to stop
     */
    public static Profile measure(CompiledModel model, Cancellation cancellation) {
        return of(model, CallClock.milliseconds(model, cancellation));
    }

    private static Profile of(CompiledModel model, double[] milliseconds) {
        Target target = model.target();
        List<Step> steps = model.source().steps();
        return new Profile(IntStream.range(0, milliseconds.length)
                .mapToObj(i -> LayerProfile.of(steps.get(i), target, milliseconds[i]))
                .toList());
    }

    /** Milliseconds of all calls together. */
    public double milliseconds() {
        return calls.stream().mapToDouble(LayerProfile::milliseconds).sum();
    }

    /** Milliseconds of each layer, in order: of all calls that compute it or prepare what it reads. */
    public Map<String, Double> byLayer() {
        Map<String, Double> layers = new LinkedHashMap<>();
        calls.forEach(call -> layers.merge(call.layer(), call.milliseconds(), Double::sum));
        return layers;
    }

    /** What the times are. */
    public String note() {
        return number("%.3f ms in all, the median of each call over many runs of the whole;", milliseconds())
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
