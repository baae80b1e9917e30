package dev.espalier.papers.dais;

import java.util.Locale;

/** How the temperature T of the indicators falls from epoch to epoch. */
public sealed interface Annealing {

    /** The usual one: from 1 to 1/50. */
    Annealing USUAL = new Hyperbolic(1, 49);

    /**
     * The temperature of an epoch, above 0.
     *
     * @param epoch counted from 0; the whole search is {@code epochs}
     */
    double temperature(int epoch, int epochs);

    /**
     * T(e) = start / (1 + speed e/E).
     *
     * @param start T of the first epoch, above 0
     * @param speed how many times lower the last one is, less one; above 0
     */
    record Hyperbolic(double start, double speed) implements Annealing {
        public Hyperbolic {
            positive("start", start);
            positive("speed", speed);
        }

        @Override
        public double temperature(int epoch, int epochs) {
            return start / (1 + speed * epoch / epochs);
        }

        @Override
        public String toString() {
            return number("hyperbolic:%s:%s", start, speed);
        }
    }

    /**
     * T(e) = start (end / start)^(e/E).
     *
     * @param start T of the first epoch, above 0
     * @param end T after the last one, above 0
     */
    record Exponential(double start, double end) implements Annealing {
        public Exponential {
            positive("start", start);
            positive("end", end);
        }

        @Override
        public double temperature(int epoch, int epochs) {
            return start * Math.pow(end / start, (double) epoch / epochs);
        }

        @Override
        public String toString() {
            return number("exponential:%s:%s", start, end);
        }
    }

    /**
     * No annealing.
     *
     * @param temperature above 0
     */
    record Fixed(double temperature) implements Annealing {
        public Fixed {
            positive("temperature", temperature);
        }

        @Override
        public double temperature(int epoch, int epochs) {
            return temperature;
        }

        @Override
        public String toString() {
            return number("fixed:%s", temperature);
        }
    }

    /**
     * Reads {@code hyperbolic:START:SPEED}, {@code exponential:START:END} or {@code fixed:T}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static Annealing parse(String text) {
        String[] parts = text.split(":");
        try {
            if (parts[0].equals("hyperbolic") && parts.length == 3) {
                return new Hyperbolic(Double.parseDouble(parts[1]), Double.parseDouble(parts[2]));
            } else if (parts[0].equals("exponential") && parts.length == 3) {
                return new Exponential(Double.parseDouble(parts[1]), Double.parseDouble(parts[2]));
            } else if (parts[0].equals("fixed") && parts.length == 2) {
                return new Fixed(Double.parseDouble(parts[1]));
            }
        } catch (NumberFormatException none) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no annealing; write hyperbolic:1:49, exponential:1:0.02 or fixed:1");
    }

    private static void positive(String what, double number) {
        if (!(number > 0 && Double.isFinite(number))) {
            throw new IllegalArgumentException(
                    "the " + what + " of an annealing is " + number + "; it must be above 0");
        }
    }

    private static String number(String form, Object... numbers) {
        return String.format(Locale.ROOT, form, numbers);
    }
}
