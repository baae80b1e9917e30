package dev.espalier.papers.lps.radio;

import dev.espalier.model.Seed;
import java.util.random.RandomGenerator;

/**
 * A transmitter by its faults.
 *
 * @param imbalance gain in phase over gain in quadrature, in dB, within ±1
 * @param skew of the quadrature's phase, in degrees, within ±5
 * @param offset of the carrier (DC), as part of the mean amplitude, at most 0.03
 * @param offsetAngle of it, in rad
 * @param frequency offset of the carrier, in cycles per sample, within ±0.002
 * @param backOff mean power below the saturation of the amplifier, in dB, 2 to 6
 * @param phaseNoise deviation of the step of a random walk of the phase, in rad per sample, 0.001 to 0.004
 */
public record Transmitter(
        double imbalance,
        double skew,
        double offset,
        double offsetAngle,
        double frequency,
        double backOff,
        double phaseNoise) {

    /** A transmitter without faults: its amplifier saturates very far away. */
    static final Transmitter IDEAL = new Transmitter(0, 0, 0, 0, 0, 100, 0);

    /** The smoothness of the amplifier's knee, p of Rapp's model. */
    private static final double KNEE = 2;

    /** Some transmitter, every fault uniform in its range. */
    public static Transmitter draw(Seed seed) {
        RandomGenerator random = seed.generator();
        return new Transmitter(
                random.nextDouble(-1, 1),
                random.nextDouble(-5, 5),
                random.nextDouble(0, 0.03),
                random.nextDouble(0, 2 * Math.PI),
                random.nextDouble(-2e-3, 2e-3),
                random.nextDouble(2, 6),
                random.nextDouble(1e-3, 4e-3));
    }

    /** What it makes of a signal of mean power 1: modulator, then amplifier, then oscillator. */
    Signal send(Signal ideal, RandomGenerator random) {
        return oscillated(amplified(modulated(ideal)), random);
    }

    /** Unequal branches that are not at right angles, and a leaking carrier. */
    Signal modulated(Signal ideal) {
        double gain = Math.pow(10, imbalance / 40);
        double angle = Math.toRadians(skew);
        double[] i = new double[ideal.length()];
        double[] q = new double[ideal.length()];
        for (int n = 0; n < i.length; n++) {
            i[n] = gain * ideal.i()[n] + offset * Math.cos(offsetAngle);
            q[n] = (Math.cos(angle) * ideal.q()[n] + Math.sin(angle) * ideal.i()[n]) / gain
                    + offset * Math.sin(offsetAngle);
        }
        return new Signal(i, q);
    }

    /** Rapp's model of a solid state amplifier (Rapp 1991): |y| = |x| / (1 + (|x| / A)^2p)^(1/2p). */
    Signal amplified(Signal signal) {
        double saturation = Math.pow(10, backOff / 20);
        double[] i = new double[signal.length()];
        double[] q = new double[signal.length()];
        for (int n = 0; n < i.length; n++) {
            double amplitude = Math.hypot(signal.i()[n], signal.q()[n]);
            double gain = Math.pow(1 + Math.pow(amplitude / saturation, 2 * KNEE), -1 / (2 * KNEE));
            i[n] = gain * signal.i()[n];
            q[n] = gain * signal.q()[n];
        }
        return new Signal(i, q);
    }

    /** A carrier beside its frequency, with noise in its phase. */
    Signal oscillated(Signal signal, RandomGenerator random) {
        double[] angles = new double[signal.length()];
        double walk = 0;
        for (int n = 0; n < angles.length; n++) {
            angles[n] = 2 * Math.PI * frequency * n + walk;
            walk += phaseNoise * random.nextGaussian();
        }
        return signal.turned(angles);
    }
}
