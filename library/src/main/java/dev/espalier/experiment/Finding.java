package dev.espalier.experiment;

import dev.espalier.study.Trials;
import java.util.Locale;
import java.util.Optional;

/**
 * A claim and what became of it.
 *
 * @param claim its name
 * @param statement a sentence
 * @param paper what the paper says
 * @param quantity what was measured, with its unit
 * @param rule by which it was decided
 * @param measured a value for each seed; empty if it was not measured
 * @param verdict the decision
 */
public record Finding(
        String claim,
        String statement,
        Quote paper,
        String quantity,
        String rule,
        Optional<Trials> measured,
        Verdict verdict) {

    /** What measurements say of a claim. */
    public enum Verdict {
        HOLDS,
        /** Chance alone gives such measurements too often for either. */
        NOT_SEPARABLE,
        CONTRADICTED,
        /** What it needs was not run. */
        NOT_MEASURED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
