package dev.espalier.papers.lps.radio;

import dev.espalier.model.Seed;
import java.util.Arrays;

/**
 * Power over time and frequency: Fourier transforms of {@value #WINDOW} samples under a Hann window, every {@value #HOP} samples.
 *
 * @param power in dB, [frame][frequency], frequencies from -1/2 to 1/2 cycles per sample
 */
public record Spectrogram(double[][] power) {

    static final int WINDOW = 64;
    static final int HOP = 32;

    private static final double SILENCE = 1e-12;

    /** Of what arrives from a transmitter. */
    public static Spectrogram of(Transmitter transmitter, int samples, Seed seed) {
        return of(Fingerprints.slice(transmitter, Receiver.draw(seed.split("receiver")), samples, seed));
    }

    /** Of a signal of at least one window. */
    static Spectrogram of(Signal signal) {
        int frames = (signal.length() - WINDOW) / HOP + 1;
        double[][] power = new double[frames][WINDOW];
        for (int frame = 0; frame < frames; frame++) {
            for (int bin = 0; bin < WINDOW; bin++) {
                power[frame][bin] = 10 * Math.log10(SILENCE + power(signal, frame * HOP, frequency(bin)));
            }
        }
        return new Spectrogram(power);
    }

    /**
     * How far power is above a floor, in dB.
     *
     * @param range what lies between the strongest and the floor, in dB
     */
    public double[][] aboveFloor(double range) {
        double strongest =
                Arrays.stream(power).flatMapToDouble(Arrays::stream).max().orElseThrow();
        return Arrays.stream(power)
                .map(frame -> Arrays.stream(frame)
                        .map(value -> Math.max(0, value - strongest + range))
                        .toArray())
                .toArray(double[][]::new);
    }

    /** The frequency of a bin, in cycles per sample. */
    public static double frequency(int bin) {
        return (double) (bin - WINDOW / 2) / WINDOW;
    }

    /** The first sample of a frame. */
    public static int begin(int frame) {
        return frame * HOP;
    }

    private static double power(Signal signal, int begin, double frequency) {
        double re = 0;
        double im = 0;
        double weights = 0;
        for (int n = 0; n < WINDOW; n++) {
            double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * n / WINDOW);
            double c = hann * Math.cos(2 * Math.PI * frequency * n);
            double s = hann * Math.sin(2 * Math.PI * frequency * n);
            re += c * signal.i()[begin + n] + s * signal.q()[begin + n];
            im += c * signal.q()[begin + n] - s * signal.i()[begin + n];
            weights += hann;
        }
        return (re * re + im * im) / (weights * weights);
    }
}
