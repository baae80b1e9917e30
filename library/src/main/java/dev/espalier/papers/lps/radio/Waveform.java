package dev.espalier.papers.lps.radio;

import java.util.random.RandomGenerator;

/** Random symbols with root-raised-cosine pulses, of a mean power of 1. */
final class Waveform {

    /** Excess bandwidth, beta. */
    static final double ROLL_OFF = 0.35;

    static final int PER_SYMBOL = 4;

    /** Symbols on each side after which a pulse is cut off. */
    static final int SPAN = 8;

    private static final double[] PULSE = pulse();

    private Waveform() {}

    /** The kinds of symbols, of a mean power of 1. */
    enum Modulation {
        QPSK(2),
        QAM16(4);

        private final int levels;

        Modulation(int levels) {
            this.levels = levels;
        }

        /** One of ±1 (QPSK) or ±1, ±3 (16-QAM), scaled. */
        double draw(RandomGenerator random) {
            double level = 2 * random.nextInt(levels) - (levels - 1);
            return level / Math.sqrt(2 * (levels * levels - 1) / 3.0);
        }
    }

    /**
     * The beginning of a burst as soon as pulses overlap wholly, from the middle of a symbol on.
     *
     * @param samples of it
     */
    static Signal draw(Modulation modulation, int samples, RandomGenerator random) {
        int symbols = samples / PER_SYMBOL + 2 + 2 * SPAN;
        double[] i = new double[symbols * PER_SYMBOL];
        double[] q = new double[symbols * PER_SYMBOL];
        for (int symbol = 0; symbol < symbols; symbol++) {
            i[symbol * PER_SYMBOL] = modulation.draw(random);
            q[symbol * PER_SYMBOL] = modulation.draw(random);
        }
        int begin = 2 * SPAN * PER_SYMBOL;
        // Pulses have the energy 1, so the power of a sample is that of a symbol over the samples between symbols.
        double scale = Math.sqrt(PER_SYMBOL);
        return new Signal(shaped(i, begin, samples), shaped(q, begin, samples)).times(scale);
    }

    /** The convolution with the pulse, from a place on that is a whole pulse behind the first symbol. */
    private static double[] shaped(double[] symbols, int begin, int samples) {
        double[] shaped = new double[samples];
        for (int n = 0; n < samples; n++) {
            for (int k = 0; k < PULSE.length; k++) {
                shaped[n] += PULSE[k] * symbols[begin + n - k];
            }
        }
        return shaped;
    }

    /** The pulse, of the energy 1 (Proakis, Digital Communications, section 9.2). */
    static double[] pulse() {
        double[] pulse = new double[2 * SPAN * PER_SYMBOL + 1];
        double energy = 0;
        for (int k = 0; k < pulse.length; k++) {
            pulse[k] = at((double) (k - SPAN * PER_SYMBOL) / PER_SYMBOL);
            energy += pulse[k] * pulse[k];
        }
        for (int k = 0; k < pulse.length; k++) {
            pulse[k] /= Math.sqrt(energy);
        }
        return pulse;
    }

    /** At a time in symbols. */
    private static double at(double t) {
        double b = ROLL_OFF;
        if (t == 0) {
            return 1 - b + 4 * b / Math.PI;
        }
        if (Math.abs(Math.abs(4 * b * t) - 1) < 1e-9) {
            double angle = Math.PI / (4 * b);
            return b / Math.sqrt(2) * ((1 + 2 / Math.PI) * Math.sin(angle) + (1 - 2 / Math.PI) * Math.cos(angle));
        }
        double x = Math.PI * t;
        return (Math.sin(x * (1 - b)) + 4 * b * t * Math.cos(x * (1 + b))) / (x * (1 - Math.pow(4 * b * t, 2)));
    }
}
