package dev.espalier.budget;

import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.TextTable;
import dev.espalier.solve.Aim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a budget was divided among the parts of a model.
 *
 * @param dials what was turned
 * @param budget what had to be met
 * @param strategy how it was divided
 * @param keeps where each dial stands
 * @param model the model with the dials turned, and no training since
 */
public record Allocation(Dials dials, Budget budget, Strategy strategy, Map<String, Double> keeps, Model model) {

    /**
     * @throws IllegalArgumentException if the model, counted, does not meet the budget
     */
    public Allocation {
        keeps = Collections.unmodifiableMap(new LinkedHashMap<>(keeps));
        long left = budget.measure().of(Cost.of(model));
        long limit = budget.limit(Cost.of(dials.model()));
        if (left > limit) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "'%s' has %,d %s; the budget %s allows %,d",
                    model.name(),
                    left,
                    budget.measure(),
                    budget,
                    limit));
        }
    }

    /**
     * One layer.
     *
     * @param layer its name
     * @param position where its dial stands, as people say it; empty if it has none
     * @param before what it had of the budget's measure
     * @param after what it has
     */
    public record Row(String layer, Optional<String> position, long before, long after) {}

    /** Every layer that costs something of the budget's measure, in the graph's order. */
    public List<Row> rows() {
        Map<String, Cost> after = Cost.byLayer(model);
        List<Row> rows = new ArrayList<>();
        Cost.byLayer(dials.model()).forEach((layer, cost) -> {
            long had = budget.measure().of(cost);
            if (had > 0) {
                rows.add(new Row(
                        layer, position(layer), had, budget.measure().of(after.getOrDefault(layer, Cost.NONE))));
            }
        });
        return rows;
    }

    private Optional<String> position(String layer) {
        return dials.dials().stream()
                .filter(dial -> dial.name().equals(layer))
                .map(dial -> dial.describe(keeps.get(layer)))
                .findFirst();
    }

    /**
     * The same as something that can be asked of a solver, so that training makes up for it.
     *
     * @throws IllegalArgumentException if the model met the budget as it was, so that nothing is to be done
     */
    public Aim aim() {
        if (keeps.values().stream().allMatch(keep -> keep == 1)) {
            throw new IllegalArgumentException(
                    "'" + model.name() + "' meets the budget " + budget + " as it is; nothing is to be done");
        }
        return dials.aim(keeps);
    }

    /** What the model cost before. */
    public Cost before() {
        return Cost.of(dials.model());
    }

    /** What it costs now. */
    public Cost after() {
        return Cost.of(model);
    }

    /** The loss increases of all parts by themselves, added up, in nats; empty if none were measured. */
    public Optional<Double> predictedIncrease() {
        if (!(strategy instanceof Strategy.Measured measured)) {
            return Optional.empty();
        }
        return Optional.of(keeps.entrySet().stream()
                .mapToDouble(keep -> measured.curves().of(keep.getKey()).increase(keep.getValue()))
                .sum());
    }

    /** A line a layer, then the whole model. */
    @Override
    public String toString() {
        Measure measure = budget.measure();
        TextTable table = new TextTable("layer", "position", ">" + measure + " before", ">after", ">left");
        for (Row row : rows()) {
            line(table, row.layer(), row.position().orElse("no dial"), row.before(), row.after());
        }
        table.rule();
        line(table, "whole model", "", measure.of(before()), measure.of(after()));
        String predicted = predictedIncrease()
                .map(increase -> String.format(Locale.ROOT, "%nmeasured loss increases add up to %.4f nats", increase))
                .orElse("");
        return "budget " + budget + " of " + dials.model().name() + ", " + dials.method() + ", " + strategy + "\n"
                + table + predicted;
    }

    private static void line(TextTable table, String layer, String position, long before, long after) {
        table.row(
                layer,
                position,
                String.format(Locale.ROOT, "%,d", before),
                String.format(Locale.ROOT, "%,d", after),
                String.format(Locale.ROOT, "%.1f %%", 100.0 * after / before));
    }
}
