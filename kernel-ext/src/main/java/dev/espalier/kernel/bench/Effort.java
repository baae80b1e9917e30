package dev.espalier.kernel.bench;

/**
 * How long to measure.
 *
 * @param rounds in each of which every engine has one burst of steps
 * @param burstSeconds how long a burst should take, at least one step
 * @param warmUpSeconds how long each engine runs before the first round
 */
public record Effort(int rounds, double burstSeconds, double warmUpSeconds) {

    public Effort {
        if (rounds < 1) {
            throw new IllegalArgumentException("a comparison of " + rounds + " rounds; at least 1");
        }
    }

    /** Bursts of a second. */
    public static Effort of(int rounds) {
        return new Effort(rounds, 1, 2);
    }

    int steps(double secondsPerStep) {
        return (int) Math.max(1, Math.round(burstSeconds / secondsPerStep));
    }
}
