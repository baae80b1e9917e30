package dev.espalier.experiment;

import dev.espalier.experiment.Finding.Verdict;
import dev.espalier.study.Difference;
import dev.espalier.study.Trials;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Decides on a claim, and is written before anything is run: the mean of a quantity must be on one side of a bound, and so
 * far from it that chance alone brings it there in less than 5 % of cases (Student's t over the trials, two-sided). A single
 * trial decides nothing, unless the quantity has no chance in it.
 */
public sealed interface Rule {

    /** The mean is above a bound. */
    record Above(double bound) implements Rule {
        @Override
        public Verdict decide(Trials trials) {
            return side(trials, bound);
        }

        @Override
        public String toString() {
            return "mean > " + number(bound);
        }
    }

    /** The mean is below a bound. */
    record Below(double bound) implements Rule {
        @Override
        public Verdict decide(Trials trials) {
            return opposite(side(trials, bound));
        }

        @Override
        public String toString() {
            return "mean < " + number(bound);
        }
    }

    /** The mean is between two bounds. */
    record Between(double low, double high) implements Rule {
        public Between {
            if (!(low < high)) {
                throw new IllegalArgumentException("nothing is between " + low + " and " + high);
            }
        }

        @Override
        public Verdict decide(Trials trials) {
            Verdict above = side(trials, low);
            Verdict below = opposite(side(trials, high));
            if (above == Verdict.CONTRADICTED || below == Verdict.CONTRADICTED) {
                return Verdict.CONTRADICTED;
            }
            return above == below ? above : Verdict.NOT_SEPARABLE;
        }

        @Override
        public String toString() {
            return number(low) + " < mean < " + number(high);
        }
    }

    /**
     * A quantity without chance, such as a number of weights, that another rule's bounds decide on at once.
     *
     * @param bounds the rule
     */
    record Exactly(Rule bounds) implements Rule {
        @Override
        public Verdict decide(Trials trials) {
            // The same value twice has no deviation, so nothing is left to chance.
            return bounds.decide(Trials.of(trials.mean(), trials.mean()));
        }

        @Override
        public String toString() {
            return bounds.toString().replace("mean", "value");
        }
    }

    /** The verdict on these trials. */
    Verdict decide(Trials trials);

    private static Verdict side(Trials trials, double bound) {
        double[] bounds = new double[trials.size()];
        java.util.Arrays.fill(bounds, bound);
        return switch (trials.minus(Trials.of(bounds)).verdict(Difference.USUAL_RISK)) {
            case MORE -> Verdict.HOLDS;
            case LESS -> Verdict.CONTRADICTED;
            case NOT_SEPARABLE -> Verdict.NOT_SEPARABLE;
        };
    }

    private static Verdict opposite(Verdict verdict) {
        return switch (verdict) {
            case HOLDS -> Verdict.CONTRADICTED;
            case CONTRADICTED -> Verdict.HOLDS;
            default -> verdict;
        };
    }

    private static String number(double bound) {
        // What is left of a sum in binary, 27.900000000000002, says nothing.
        return BigDecimal.valueOf(bound)
                .round(new MathContext(6))
                .stripTrailingZeros()
                .toPlainString();
    }
}
