package dev.espalier.kernel.bench;

import java.util.Locale;

/**
 * What one burst of training steps took, as a worker tells it.
 *
 * @param steps how many, at least 1
 * @param wallSeconds time that passed
 * @param cpuSeconds processor time of all threads of the process
 * @param residentKb memory of the process in RAM after the burst
 * @param peakKb the most it ever had in RAM
 * @param loss of the last step, before its update; NaN where the engine does not tell
 */
record Measurement(int steps, double wallSeconds, double cpuSeconds, long residentKb, long peakKb, double loss) {

    /** The line a worker writes; Python's workers write the same. */
    String line() {
        return String.format(
                Locale.ROOT, "%d %.9f %.9f %d %d %.9g", steps, wallSeconds, cpuSeconds, residentKb, peakKb, loss);
    }

    static Measurement parse(String line) {
        String[] words = line.split(" ");
        if (words.length != 6) {
            throw new IllegalArgumentException("a measurement has 6 numbers, found '" + line + "'");
        }
        return new Measurement(
                Integer.parseInt(words[0]),
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Double.parseDouble(words[5]));
    }

    /** Milliseconds of a step by the clock. */
    double milliseconds(Clock clock) {
        return 1e3 * (clock == Clock.CPU ? cpuSeconds : wallSeconds) / steps;
    }
}
