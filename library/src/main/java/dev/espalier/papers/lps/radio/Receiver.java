package dev.espalier.papers.lps.radio;

import dev.espalier.model.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A receiver, and the way to it.
 *
 * @param amplitude mean amplitude of what arrives, as part of the largest that can be sampled
 * @param phase by which it is turned on the way, in rad
 */
public record Receiver(double amplitude, double phase) {

    /** Signal over noise, in dB. */
    static final double SNR = 20;

    private static final double WEAKEST = 0.12;
    private static final double STRONGEST = 0.3;

    /** Some receiver, with a random gain and phase. */
    public static Receiver draw(Seed seed) {
        RandomGenerator random = seed.generator();
        return new Receiver(random.nextDouble(WEAKEST, STRONGEST), random.nextDouble(0, 2 * Math.PI));
    }

    /** What arrives of a signal of mean power 1, with white noise. */
    Signal received(Signal sent, RandomGenerator random) {
        double[] angles = new double[sent.length()];
        Arrays.fill(angles, phase);
        Signal arrived = sent.turned(angles).times(amplitude / Math.sqrt(sent.power()));
        double deviation = amplitude * Math.sqrt(Math.pow(10, -SNR / 10) / 2);
        double[] i = arrived.i().clone();
        double[] q = arrived.q().clone();
        for (int n = 0; n < i.length; n++) {
            i[n] += deviation * random.nextGaussian();
            q[n] += deviation * random.nextGaussian();
        }
        return new Signal(i, q);
    }

    /** Samples in eight bits: all in phase, then all in quadrature. */
    static byte[] sampled(Signal signal) {
        byte[] bytes = new byte[2 * signal.length()];
        for (int n = 0; n < signal.length(); n++) {
            bytes[n] = level(signal.i()[n]);
            bytes[signal.length() + n] = level(signal.q()[n]);
        }
        return bytes;
    }

    private static byte level(double value) {
        return (byte) Math.round(Math.max(0, Math.min(255, 127.5 + 127.5 * value)));
    }
}
