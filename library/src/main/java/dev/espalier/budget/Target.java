package dev.espalier.budget;

import dev.espalier.model.Cost;
import java.util.Locale;
import java.util.Map;

/**
 * A budget for some dials.
 *
 * @param dials what can be turned
 * @param budget what must be met
 * @param before what the model costs with every dial at 1
 */
record Target(Dials dials, Budget budget, Cost before) {

    static Target of(Dials dials, Budget budget) {
        return new Target(dials, budget, Cost.of(dials.model()));
    }

    /** What may be left. */
    long limit() {
        return budget.limit(before);
    }

    /** What is left with dials turned: counted in the model itself. */
    long left(Map<String, Double> keeps) {
        return budget.measure().of(Cost.of(dials.turned(keeps)));
    }

    boolean metAlready() {
        return budget.measure().of(before) <= limit();
    }

    IllegalArgumentException outOfReach(long least, String what, String advice) {
        return new IllegalArgumentException("the budget " + budget + " of '"
                + dials.model().name() + "' is out of reach: " + what + " leaves "
                + budget.describe(least, budget.measure().of(before)) + ", and "
                + String.format(Locale.ROOT, "%,d", limit()) + " are allowed; " + advice);
    }
}
