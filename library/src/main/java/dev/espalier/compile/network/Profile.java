package dev.espalier.compile.network;

import dev.espalier.compile.lower.NetworkSource.Step;
import dev.espalier.compile.target.Target;
import dev.espalier.model.Model;
import dev.espalier.model.Summary;
import dev.espalier.model.TextTable;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A compiled network, call by call. The times are those of the calls in the running network, and so add up to what a run
 * takes.
 *
 * @param name of the network
 * @param calls in order
 * @param dense milliseconds of each layer of the same network with no weight zero, on the same machine; empty if not
 *     measured
 */
public record Profile(String name, List<LayerProfile> calls, Map<String, Double> dense) {

    /** The heading of the column that is there if some layer is not dense. */
    public static final String STRUCTURE = "structure";

    public Profile {
        calls = List.copyOf(calls);
        dense = Collections.unmodifiableMap(new LinkedHashMap<>(dense));
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

    /**
     * As {@link #measure}, beside the same network with other numbers in the place of its zeros, which is compiled with the
     * same settings: what each layer would take if nothing had been pruned.
     *
     * @throws IllegalArgumentException if no weight is zero
     * @throws java.util.concurrent.CancellationException if asked to stop
     */
    public static Profile besideDense(CompiledModel model, Progress progress, Cancellation cancellation) {
        Model twin = DenseTwin.of(model.model())
                .orElseThrow(() -> new IllegalArgumentException("no weight of '"
                        + model.model().name() + "' is zero, so there is no dense form to compare with"));
        try (CompiledModel dense = model.settings().apply(twin, progress, cancellation)) {
            Profile whole = measure(dense, cancellation);
            Profile profile = measure(model, cancellation);
            return new Profile(profile.name, profile.calls, whole.byLayer());
        }
    }

    private static Profile of(CompiledModel model, double[] milliseconds) {
        Target target = model.target();
        List<Step> steps = model.source().steps();
        Map<String, String> structures = model.model().summary().rows().stream()
                .collect(Collectors.toMap(Summary.Row::layer, Summary.Row::structure));
        return new Profile(
                model.model().name(),
                IntStream.range(0, milliseconds.length)
                        .mapToObj(i -> LayerProfile.of(
                                steps.get(i),
                                target,
                                structures.getOrDefault(steps.get(i).call().layer(), ""),
                                milliseconds[i]))
                        .toList(),
                Map.of());
    }

    /** Milliseconds of all calls together. */
    public double milliseconds() {
        return calls.stream().mapToDouble(LayerProfile::milliseconds).sum();
    }

    /** Milliseconds of the same network with no weight zero. */
    public double denseMilliseconds() {
        return dense.values().stream().mapToDouble(Double::doubleValue).sum();
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
                + " GFLOP/s count products with the zeros around an image, which some kernels leave out"
                + (dense.isEmpty()
                        ? ""
                        : number("; %.3f ms with no weight zero, ", denseMilliseconds())
                                + number("%.2f times as long", denseMilliseconds() / milliseconds()));
    }

    /** Whether the calls were timed. */
    public boolean timed() {
        return calls.stream().noneMatch(call -> Double.isNaN(call.milliseconds()));
    }

    /**
     * The calls as a table: name, work, structure if there are any but dense, rate, products, bytes, times if there are any,
     * and the kernel. What dense layers take stands at their first call.
     */
    public List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        Set<String> begun = new HashSet<>();
        Map<String, Double> layers = byLayer();
        for (LayerProfile call : calls) {
            List<String> row = new ArrayList<>(List.of(call.layer(), call.work()));
            if (structured()) {
                row.add(call.structure());
            }
            row.addAll(List.of(
                    call.rate() == 1 ? "" : number("%.2fx", call.rate()), count(call.macs()), count(call.bytes())));
            if (timed()) {
                row.add(microseconds(call.milliseconds()));
                row.add(call.macs() == 0 ? "" : number("%.0f", call.gigaflops()));
            }
            if (!dense.isEmpty()) {
                Double whole = begun.add(call.layer()) ? dense.get(call.layer()) : null;
                row.add(whole == null ? "" : microseconds(whole));
                row.add(whole == null ? "" : number("%.2fx", whole / layers.get(call.layer())));
            }
            row.add(call.schedule().toString());
            rows.add(row);
        }
        return rows;
    }

    /** The sums, a cell for each of the {@link #headings}. */
    public List<String> total() {
        List<String> total = new ArrayList<>(List.of("total", ""));
        if (structured()) {
            total.add("");
        }
        total.addAll(List.of(
                "",
                count(calls.stream().mapToLong(LayerProfile::macs).sum()),
                count(calls.stream().mapToLong(LayerProfile::bytes).sum())));
        if (timed()) {
            long macs = calls.stream().mapToLong(LayerProfile::macs).sum();
            total.add(microseconds(milliseconds()));
            total.add(macs == 0 ? "" : number("%.0f", 2e-6 * macs / milliseconds()));
        }
        if (!dense.isEmpty()) {
            total.add(microseconds(denseMilliseconds()));
            total.add(number("%.2fx", denseMilliseconds() / milliseconds()));
        }
        total.add("");
        return total;
    }

    /** What stands above the {@link #rows}; those of numbers begin with {@code >}. */
    public List<String> headings() {
        List<String> heads = new ArrayList<>(List.of("layer", "work"));
        if (structured()) {
            heads.add(STRUCTURE);
        }
        heads.addAll(List.of(">rate", ">MACs", ">bytes"));
        if (timed()) {
            heads.addAll(List.of(">µs", ">GFLOP/s"));
        }
        if (!dense.isEmpty()) {
            heads.addAll(List.of(">dense µs", ">faster"));
        }
        heads.add("kernel");
        return heads;
    }

    private boolean structured() {
        return calls.stream()
                .anyMatch(
                        call -> !call.structure().isEmpty() && !call.structure().equals(Summary.DENSE));
    }

    @Override
    public String toString() {
        TextTable table = new TextTable(headings().toArray(String[]::new));
        rows().forEach(row -> table.row(row.toArray(String[]::new)));
        table.rule();
        table.row(total().toArray(String[]::new));
        return table + (timed() ? "\n" + note() : "");
    }

    private static String count(long number) {
        return number == 0 ? "" : number("%,d", number);
    }

    private static String microseconds(double milliseconds) {
        return number("%.1f", 1000 * milliseconds);
    }

    private static String number(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }
}
