package dev.espalier.budget;

import dev.espalier.compile.latency.LatencySource;
import dev.espalier.compile.latency.MeasuredLatency;
import dev.espalier.model.Model;
import java.util.Map;

/**
 * Finds out how small each part of a model has to be for the whole to meet a budget.
 *
 * <pre>{@code
 * Dials dials = PruneDials.of(net, Prune.pattern(Rate.times(32)));
 * Allocation even = new Allocator(Budget.parse("macs 30%"), new Strategy.Uniform()).allocate(dials);
 * Allocation wise = new Allocator(Budget.parse("macs 30%"), new Strategy.Measured(curves)).allocate(dials);
 * }</pre>
 *
 * @param budget what must be met
 * @param strategy how it is divided
 */
public record Allocator(Budget budget, Strategy strategy) {

    /**
     * Finds positions that meet the budget. A model that meets it already is left as it is. Milliseconds are those of the
     * compiled model, measured on this machine.
     *
     * @throws IllegalArgumentException if the budget is out of reach, saying what could be reached, or the strategy has no
     *     curve for one of the dials
     */
    public Allocation allocate(Dials dials) {
        return budget.measure().isCounted()
                ? allocate(dials, Gauge.counting(budget.measure()))
                : allocate(dials, new MeasuredLatency());
    }

    /**
     * The same for a budget of milliseconds, by what a source says of models.
     *
     * @param source of a table or a cost model alone, the time is what those say; where it is measured, it is measured of
     *     the few models that a cost model, which learns from each, proposes
     * @throws IllegalArgumentException if the budget counts something else, and as above
     */
    public Allocation allocate(Dials dials, LatencySource source) {
        if (budget.measure().isCounted()) {
            throw new IllegalArgumentException(
                    "the budget " + budget + " counts " + budget.measure() + ", of which no latency tells; budget ms");
        }
        return source instanceof MeasuredLatency measured
                ? new LatencySearch(this, dials, measured).run()
                : allocate(dials, Gauge.timing(source));
    }

    private Allocation allocate(Dials dials, Gauge gauge) {
        Target target = Target.of(dials, budget, gauge);
        Map<String, Double> keeps = target.metAlready() ? Positions.uniform(dials, 1) : divide(target);
        Model model = dials.turned(keeps);
        Spent had = new Spent(target.before(), gauge.byLayer(dials.model()));
        return new Allocation(
                dials, budget, strategy, keeps, model, had, new Spent(gauge.of(model), gauge.byLayer(model)));
    }

    /** Positions that meet a budget which the model does not meet as it is. */
    Map<String, Double> divide(Target target) {
        if (strategy instanceof Strategy.Measured measured) {
            return CurveSearch.run(target, measured.curves());
        }
        if (strategy instanceof Strategy.Threshold threshold) {
            return ThresholdSearch.run(target, threshold.score());
        }
        return UniformSearch.run(target);
    }
}
