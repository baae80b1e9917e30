package dev.espalier.budget;

import java.util.Map;

/**
 * A budget for some dials.
 *
 * @param dials what can be turned
 * @param budget what must be met
 * @param gauge says what models have of its measure
 * @param before what the model has with every dial at 1
 */
record Target(Dials dials, Budget budget, Gauge gauge, long before) {

    static Target of(Dials dials, Budget budget, Gauge gauge) {
        return new Target(dials, budget, gauge, gauge.of(dials.model()));
    }

    /** What may be left. */
    long limit() {
        return budget.amount().of(before);
    }

    /** What is left with dials turned: of the model itself. */
    long left(Map<String, Double> keeps) {
        return gauge.of(dials.turned(keeps));
    }

    boolean metAlready() {
        return before <= limit();
    }

    IllegalArgumentException outOfReach(long least, String what, String advice) {
        return new IllegalArgumentException("the budget " + budget + " of '"
                + dials.model().name() + "' is out of reach: " + what + " leaves "
                + budget.describe(least, before) + ", and "
                + budget.measure().text(limit()) + " are allowed; " + advice);
    }
}
