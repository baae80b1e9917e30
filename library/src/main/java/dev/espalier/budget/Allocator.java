package dev.espalier.budget;

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
     * Finds positions that meet the budget. A model that meets it already is left as it is.
     *
     * @throws IllegalArgumentException if the budget is out of reach, saying what could be reached, or the strategy has no
     *     curve for one of the dials
     */
    public Allocation allocate(Dials dials) {
        Target target = Target.of(dials, budget);
        Map<String, Double> keeps = target.metAlready() ? Positions.uniform(dials, 1) : divide(target);
        return new Allocation(dials, budget, strategy, keeps, dials.turned(keeps));
    }

    private Map<String, Double> divide(Target target) {
        if (strategy instanceof Strategy.Measured measured) {
            return CurveSearch.run(target, measured.curves());
        }
        if (strategy instanceof Strategy.Threshold threshold) {
            return ThresholdSearch.run(target, threshold.score());
        }
        return UniformSearch.run(target);
    }
}
