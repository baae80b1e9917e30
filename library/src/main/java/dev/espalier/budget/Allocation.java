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
 * @param had what the model had of the budget's measure
 * @param has what it has now
 */
public record Allocation(
        Dials dials, Budget budget, Strategy strategy, Map<String, Double> keeps, Model model, Spent had, Spent has) {

    /**
     * @throws IllegalArgumentException if the model does not meet the budget
     */
    public Allocation {
        keeps = Collections.unmodifiableMap(new LinkedHashMap<>(keeps));
        long limit = budget.amount().of(had.whole());
        if (has.whole() > limit) {
            Measure measure = budget.measure();
            throw new IllegalArgumentException("'" + model.name() + "' has " + measure.text(has.whole()) + " " + measure
                    + "; the budget " + budget + " allows " + measure.text(limit));
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

    /** Every layer that has something of the budget's measure, in the graph's order. */
    public List<Row> rows() {
        Map<String, Long> layers = new LinkedHashMap<>(had.layers());
        has.layers().forEach((layer, now) -> layers.putIfAbsent(layer, 0L));
        List<Row> rows = new ArrayList<>();
        layers.forEach((layer, before) -> {
            long now = has.layers().getOrDefault(layer, 0L);
            if (before > 0 || now > 0) {
                rows.add(new Row(layer, position(layer), before, now));
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
            line(measure, table, row.layer(), row.position().orElse("no dial"), row.before(), row.after());
        }
        table.rule();
        line(measure, table, "whole model", "", had.whole(), has.whole());
        String predicted = predictedIncrease()
                .map(increase -> String.format(Locale.ROOT, "%nmeasured loss increases add up to %.4f nats", increase))
                .orElse("");
        return "budget " + budget + " of " + dials.model().name() + ", " + dials.method() + ", " + strategy + "\n"
                + table + predicted;
    }

    private static void line(Measure measure, TextTable table, String layer, String position, long before, long after) {
        table.row(layer, position, measure.text(before), measure.text(after), left(before, after));
    }

    /** What is left, in percent; nothing if there was nothing before. */
    public static String left(long before, long after) {
        return before == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100.0 * after / before);
    }
}
