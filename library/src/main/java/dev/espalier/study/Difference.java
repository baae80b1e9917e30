package dev.espalier.study;

import java.util.Locale;

/**
 * What one thing has over another, measured in pairs.
 *
 * <p>Whether it is more than chance is judged by Student's t over the pairs. A rule of thumb such as "two standard errors"
 * is for many pairs: with three, chance alone exceeds it in 18 of 100 comparisons.
 *
 * @param pairs the difference of each pair
 */
public record Difference(Trials pairs) {

    /** What a difference comes to. */
    public enum Verdict {
        MORE("more"),
        LESS("less"),
        NOT_SEPARABLE("not separable");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** How rarely chance alone may give a difference that is called one. */
    public static final double USUAL_RISK = 0.05;

    /** The mean difference. */
    public double mean() {
        return pairs.mean();
    }

    /** The standard error of the mean; not a number for a single pair. */
    public double error() {
        return pairs.deviation() / Math.sqrt(pairs.size());
    }

    /**
     * How likely a mean at least this far from zero is, if there is no difference and pairs are distributed normally: the
     * two-sided p-value. 1 for a single pair, which says nothing about chance.
     */
    public double chance() {
        if (pairs.size() == 1 || mean() == 0) {
            return 1;
        }
        return 1 - within(Math.abs(mean()) / error(), pairs.size() - 1);
    }

    /** The verdict at the usual risk of 5 %. */
    public Verdict verdict() {
        return verdict(USUAL_RISK);
    }

    /**
     * The verdict.
     *
     * @param risk in (0, 1): how often a difference may be called one where there is none. For several comparisons of which
     *     none may be wrong, divide it by their number (Bonferroni)
     */
    public Verdict verdict(double risk) {
        if (!(risk > 0 && risk < 1)) {
            throw new IllegalArgumentException("a risk of " + risk + "; it must be between 0 and 1, 0.05 is usual");
        }
        if (chance() >= risk) {
            return Verdict.NOT_SEPARABLE;
        }
        return mean() > 0 ? Verdict.MORE : Verdict.LESS;
    }

    /** P(|T| ≤ t) of Student's distribution (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4). */
    private static double within(double t, int freedom) {
        double angle = Math.atan(t / Math.sqrt(freedom));
        double cosine = Math.cos(angle);
        boolean odd = freedom % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = freedom == 1 ? 0 : term;
        for (int k = odd ? 3 : 2; k < freedom; k += 2) {
            term *= cosine * cosine * (k - 1) / k;
            sum += term;
        }
        return odd ? 2 / Math.PI * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
    }

    /** Mean ± standard error with two digits. */
    @Override
    public String toString() {
        return pairs.size() == 1
                ? String.format(Locale.ROOT, "%+.2f", mean())
                : String.format(Locale.ROOT, "%+.2f ± %.2f", mean(), error());
    }
}
