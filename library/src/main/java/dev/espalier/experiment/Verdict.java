package dev.espalier.experiment;

import java.util.Locale;

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
