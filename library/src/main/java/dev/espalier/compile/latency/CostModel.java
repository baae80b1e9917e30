package dev.espalier.compile.latency;

import dev.espalier.compile.kernel.Families;
import dev.espalier.compile.kernel.Schedule;
import dev.espalier.compile.kernel.Work;
import dev.espalier.compile.lower.Call;
import dev.espalier.compile.lower.Lowering;
import dev.espalier.compile.runtime.BackEnd;
import dev.espalier.compile.target.Target;
import dev.espalier.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Calculates latencies from what layers have to do, with coefficients fitted to a table of recordings: for each family of
 * kernels the milliseconds of a product, of an estimated cycle, of a byte of weights, of a byte of other numbers, of an
 * operation in a formula, and of a call. The terms add up, as the parts of a roofline do where neither hides the other; none
 * is negative, so that more work never takes less time.
 *
 * <p>A family's coefficients are drawn to those of all families together as much as one more sample would draw them, so that
 * few samples do, and families without any have those of all.
 *
 * @param setting of the recordings
 * @param all coefficients of all families together
 * @param families coefficients by the name of the family
 * @param factor by which whole networks take longer than calculated, usually 1
 */
public record CostModel(Setting setting, List<Double> all, Map<String, List<Double>> families, double factor)
        implements LatencySource {

    private static final List<String> TERMS =
            List.of("per product", "per cycle", "per byte of weights", "per byte", "per operation", "per call");

    /** Milliseconds that clocks and caches may take or leave: no call is known better than that. */
    private static final double GRAIN = 2e-3;

    public CostModel {
        all = List.copyOf(all);
        families = Collections.unmodifiableMap(new TreeMap<>(families));
        if (!(factor > 0 && Double.isFinite(factor))) {
            throw new IllegalArgumentException("a factor of " + factor + " for latencies; it must be above 0");
        }
    }

    /**
     * Fits a model to recordings.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static CostModel fit(LatencyTable table) {
        return fit(table.setting(), table.recordings().values());
    }

    static CostModel fit(Setting setting, Collection<Recording> recordings) {
        if (recordings.isEmpty()) {
            throw new IllegalArgumentException(
                    "a cost model cannot be fitted to no recordings; record a network first");
        }
        double[] none = new double[TERMS.size()];
        double[] all = solve(List.copyOf(recordings), none, 1e-6);
        Map<String, List<Double>> families = new TreeMap<>();
        recordings.stream()
                .collect(Collectors.groupingBy(recording -> recording.work().kernel()))
                .forEach((family, own) -> families.put(family, boxed(solve(own, all, 1))));
        return new CostModel(setting, boxed(all), families, 1);
    }

    private static double[] solve(List<Recording> recordings, double[] usual, double pull) {
        double[] times =
                recordings.stream().mapToDouble(Recording::milliseconds).toArray();
        double[] scales = Arrays.stream(times).map(time -> time + GRAIN).toArray();
        List<double[]> rows =
                recordings.stream().map(recording -> terms(recording.work())).toList();
        return LeastSquares.solve(rows, times, scales, usual, pull);
    }

    private static double[] terms(Work work) {
        return new double[] {work.products(), work.cycles(), work.weights(), work.numbers(), work.operations(), 1};
    }

    private static List<Double> boxed(double[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    /** The same for networks that take longer than calculated by a factor, above 0. */
    public CostModel times(double factor) {
        return new CostModel(setting, all, families, this.factor * factor);
    }

    /**
     * The pieces of work that a model comes to when it is compiled, by layer. The model is lowered, which counts its zeros
     * and takes some tens of milliseconds, but not compiled.
     */
    public Map<String, List<Work>> works(Model model) {
        Target target = BackEnd.target(setting.compiling().target());
        Map<String, List<Work>> layers = new LinkedHashMap<>();
        for (Call call : Lowering.of(model, target).calls()) {
            Schedule schedule = Families.schedules(call.task(), target).get(0);
            layers.computeIfAbsent(call.layer(), layer -> new ArrayList<>())
                    .add(Work.of(call.task(), schedule, target));
        }
        return layers;
    }

    @Override
    public double milliseconds(Model model) {
        return byLayer(model).values().stream().mapToDouble(Double::doubleValue).sum();
    }

    @Override
    public Map<String, Double> byLayer(Model model) {
        Map<String, Double> layers = new LinkedHashMap<>();
        works(model).forEach((layer, works) -> layers.put(layer, milliseconds(works)));
        return layers;
    }

    /** Milliseconds of such pieces: a microsecond of calculation for a network, where a search knows its pieces. */
    public double milliseconds(List<Work> works) {
        double sum = 0;
        for (Work work : works) {
            sum += milliseconds(work);
        }
        return sum;
    }

    /** Milliseconds of one piece of work. */
    public double milliseconds(Work work) {
        List<Double> coefficients = families.getOrDefault(work.kernel(), all);
        double[] terms = terms(work);
        double sum = 0;
        for (int i = 0; i < terms.length; i++) {
            sum += coefficients.get(i) * terms[i];
        }
        return factor * sum;
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>(List.of("latency of " + setting));
        families.forEach((family, own) -> lines.add(family + ": " + described(own, true)));
        lines.add("others: " + described(all, false));
        return String.join("\n", lines);
    }

    /** The terms of a family; those it has never had are like all others'. */
    private String described(List<Double> coefficients, boolean own) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < TERMS.size(); i++) {
            if (coefficients.get(i) > 0 && !(own && coefficients.get(i).equals(all.get(i)))) {
                parts.add(String.format(Locale.ROOT, "%.3g ns %s", 1e6 * coefficients.get(i), TERMS.get(i)));
            }
        }
        return String.join(", ", parts);
    }
}
