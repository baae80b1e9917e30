package dev.espalier.budget;

/** How much a budget allows. */
public sealed interface Amount {

    /**
     * A number of things.
     *
     * @param limit at least 1
     */
    record Absolute(long limit) implements Amount {
        public Absolute {
            if (limit < 1) {
                throw new IllegalArgumentException("a budget of " + limit + " leaves nothing; it is at least 1");
            }
        }

        @Override
        public long of(long before) {
            return limit;
        }

        @Override
        public String toString() {
            return Long.toString(limit);
        }
    }

    /**
     * A part of what the model has before.
     *
     * @param fraction above 0, at most 1
     */
    record Share(double fraction) implements Amount {
        public Share {
            if (!(fraction > 0 && fraction <= 1)) {
                throw new IllegalArgumentException("a budget of " + AmountText.percent(fraction)
                        + " is outside 0% (excluded) to 100%; 25% allows a quarter of what the model has now");
            }
        }

        @Override
        public long of(long before) {
            return (long) Math.floor(fraction * before);
        }

        @Override
        public String toString() {
            return AmountText.percent(fraction);
        }
    }

    /**
     * A time.
     *
     * @param milliseconds above 0
     */
    record Time(double milliseconds) implements Amount {
        public Time {
            if (!(milliseconds > 0 && Double.isFinite(milliseconds))) {
                throw new IllegalArgumentException("a budget of " + milliseconds + " ms leaves no time; it is above 0");
            }
        }

        @Override
        public long of(long before) {
            return Measure.nanoseconds(milliseconds);
        }

        @Override
        public String toString() {
            return AmountText.plain(milliseconds);
        }
    }

    /** The limit for a model that has this much before. */
    long of(long before);

    /** The same number as text that is read back. */
    @Override
    String toString();

    /**
     * Reads {@code 30%}, {@code 120000}, {@code 120k}, {@code 1.5M}, and for bytes {@code 24 kB} (24,000) or
     * {@code 24 KiB} (24,576); of milliseconds {@code 2} or {@code 0.5}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static Amount parse(String text, Measure measure) {
        return AmountText.parse(text, measure);
    }
}
