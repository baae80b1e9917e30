package dev.espalier.papers.lps.radio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.Split;
import dev.espalier.model.Seed;
import dev.espalier.papers.lps.radio.Waveform.Modulation;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RadioTest {

    private static final Transmitter FAULTY = new Transmitter(1, 5, 0.03, 1, 2e-3, 2, 4e-3);

    private static Signal tone(int length, double frequency, double amplitude) {
        double[] i = new double[length];
        double[] q = new double[length];
        for (int n = 0; n < length; n++) {
            i[n] = amplitude * Math.cos(2 * Math.PI * frequency * n);
            q[n] = amplitude * Math.sin(2 * Math.PI * frequency * n);
        }
        return new Signal(i, q);
    }

    /** Behind a matched filter, symbols do not disturb each other (Nyquist), and the spectrum ends at (1 + beta) / 2. */
    @Test
    void pulsesAreRootRaisedCosines() {
        double[] pulse = Waveform.pulse();
        for (int symbols = 0; symbols <= 4; symbols++) {
            double sum = 0;
            for (int k = 0; k + symbols * Waveform.PER_SYMBOL < pulse.length; k++) {
                sum += pulse[k] * pulse[k + symbols * Waveform.PER_SYMBOL];
            }
            assertThat(sum).as(symbols + " symbols apart").isCloseTo(symbols == 0 ? 1 : 0, within(3e-3));
        }
        assertThat(gain(pulse, 0)).isCloseTo(Math.sqrt(Waveform.PER_SYMBOL), within(0.02));
        assertThat(gain(pulse, 0.5 / Waveform.PER_SYMBOL))
                .as("half of the power at half of the symbol rate")
                .isCloseTo(Math.sqrt(Waveform.PER_SYMBOL / 2.0), within(0.02));
        assertThat(gain(pulse, 0.5 * (1 + Waveform.ROLL_OFF) / Waveform.PER_SYMBOL + 0.02))
                .isLessThan(0.02);
    }

    private static double gain(double[] pulse, double frequency) {
        double re = 0;
        double im = 0;
        for (int k = 0; k < pulse.length; k++) {
            re += pulse[k] * Math.cos(2 * Math.PI * frequency * k);
            im += pulse[k] * Math.sin(2 * Math.PI * frequency * k);
        }
        return Math.hypot(re, im);
    }

    @ParameterizedTest
    @EnumSource(Modulation.class)
    void waveformsHaveAMeanPowerOfOne(Modulation modulation) {
        Signal signal = Waveform.draw(modulation, 40_000, new Seed(1).generator());
        // 10,000 symbols; those of 16-QAM have a relative deviation of power of 0.57: five standard errors.
        assertThat(signal.power()).isCloseTo(1, within(0.03));
        double[] levels = new Seed(2)
                .generator()
                .ints(200)
                .mapToDouble(any -> modulation.draw(new Seed(any).generator()))
                .distinct()
                .toArray();
        assertThat(levels).hasSize(modulation == Modulation.QPSK ? 2 : 4);
    }

    @Test
    void withoutFaultsNothingIsChanged() {
        RandomGenerator random = new Seed(1).generator();
        Signal ideal = Waveform.draw(Modulation.QAM16, 256, random);
        Signal sent = Transmitter.IDEAL.send(ideal, random);
        for (int n = 0; n < 256; n++) {
            assertThat(sent.i()[n]).isCloseTo(ideal.i()[n], within(1e-9));
            assertThat(sent.q()[n]).isCloseTo(ideal.q()[n], within(1e-9));
        }
    }

    /** A tone of one turning direction gets an image of the other: (g e^jφ - 1) / (g e^jφ + 1) of it, for small faults. */
    @Test
    void unequalBranchesMirrorATone() {
        Signal sent = FAULTY.modulated(tone(4000, 0.05, 1));
        double g = Math.pow(10, 1 / 20.0);
        double phi = Math.toRadians(5);
        double image = Math.hypot(g * Math.cos(phi) - 1, g * Math.sin(phi))
                / Math.hypot(g * Math.cos(phi) + 1, g * Math.sin(phi));
        assertThat(at(sent, -0.05) / at(sent, 0.05)).isCloseTo(image, within(2e-3));
        assertThat(at(sent, 0)).as("leaking carrier").isCloseTo(0.03, within(1e-6));
    }

    private static double at(Signal signal, double frequency) {
        double re = 0;
        double im = 0;
        for (int n = 0; n < signal.length(); n++) {
            double c = Math.cos(2 * Math.PI * frequency * n);
            double s = Math.sin(2 * Math.PI * frequency * n);
            re += c * signal.i()[n] + s * signal.q()[n];
            im += c * signal.q()[n] - s * signal.i()[n];
        }
        return Math.hypot(re, im) / signal.length();
    }

    @Test
    void theAmplifierIsLinearForLittleAndSaturates() {
        double saturation = Math.pow(10, 2 / 20.0);
        assertThat(amplitude(0.01)).isCloseTo(0.01, within(1e-9));
        assertThat(amplitude(saturation))
                .as("2^(-1/4) at the knee")
                .isCloseTo(saturation / Math.pow(2, 0.25), within(1e-9));
        assertThat(amplitude(1000)).isCloseTo(saturation, within(1e-6));
    }

    private static double amplitude(double in) {
        return Math.sqrt(FAULTY.amplified(tone(1, 0, in)).power());
    }

    @Test
    void theOscillatorIsOffAndWalks() {
        Transmitter off = new Transmitter(0, 0, 0, 0, 2e-3, 100, 0);
        assertThat(at(off.oscillated(tone(4000, 0.05, 1), new Seed(1).generator()), 0.052))
                .isCloseTo(1, within(1e-9));
        Transmitter walking = new Transmitter(0, 0, 0, 0, 0, 100, 4e-3);
        double squares = 0;
        for (int run = 0; run < 400; run++) {
            Signal end = walking.oscillated(tone(101, 0, 1), new Seed(run).generator());
            squares += Math.pow(Math.atan2(end.q()[100], end.i()[100]), 2) / 400;
        }
        // The variance of 100 steps; five standard errors of a variance from 400 draws are 35 %.
        assertThat(squares / (100 * 4e-3 * 4e-3)).isCloseTo(1, within(0.35));
    }

    @Test
    void noiseIsTwentyDecibelsBelow() {
        Signal sent = tone(20_000, 0.05, 1);
        Signal received = new Receiver(0.2, 1).received(sent, new Seed(3).generator());
        double amplitude = at(received, 0.05);
        assertThat(amplitude).isCloseTo(0.2, within(1e-3));
        double noise = received.power() - amplitude * amplitude;
        // Five standard errors of a power from 20,000 complex samples are 3.5 %, 0.15 dB.
        assertThat(10 * Math.log10(amplitude * amplitude / noise)).isCloseTo(Receiver.SNR, within(0.2));
    }

    @Property(tries = 200)
    void faultsAreInTheirRanges(@ForAll long seed) {
        Transmitter drawn = Transmitter.draw(new Seed(seed));
        assertThat(Math.abs(drawn.imbalance())).isLessThanOrEqualTo(1);
        assertThat(Math.abs(drawn.skew())).isLessThanOrEqualTo(5);
        assertThat(drawn.offset()).isBetween(0.0, 0.03);
        assertThat(Math.abs(drawn.frequency())).isLessThanOrEqualTo(2e-3);
        assertThat(drawn.backOff()).isBetween(2.0, 6.0);
        assertThat(drawn.phaseNoise()).isBetween(1e-3, 4e-3);
    }

    @Test
    void slicesForJudgingHaveOtherPayloads() {
        List<Transmitter> transmitters = List.of(Transmitter.draw(new Seed(1)), Transmitter.draw(new Seed(2)));
        Split slices = Fingerprints.of(transmitters, 40, 10, new Seed(3));
        assertThat(slices.train().size()).isEqualTo(80);
        assertThat(slices.train().counts()).containsExactly(40, 40);
        assertThat(slices.test().counts()).containsExactly(10, 10);
        assertThat(slices.train().height()).isEqualTo(2);
        assertThat(slices.train().width()).isEqualTo(128);
        for (int i = 0; i < 20; i++) {
            byte[] test = slices.test().pixels(i);
            for (int j = 0; j < 80; j++) {
                assertThat(Arrays.equals(test, slices.train().pixels(j))).isFalse();
            }
        }
        assertThat(Fingerprints.of(transmitters, 40, 10, new Seed(3)).train().pixels(7))
                .isEqualTo(slices.train().pixels(7));
    }

    @Test
    void aSpectrogramShowsATone() {
        double[][] power = Spectrogram.of(tone(256, 0.25, 2)).power();
        assertThat(power).hasNumberOfRows(7);
        int bin = 48;
        assertThat(Spectrogram.frequency(bin)).isEqualTo(0.25);
        for (double[] frame : power) {
            assertThat(frame[bin]).as("amplitude 2").isCloseTo(20 * Math.log10(2), within(1e-6));
            assertThat(frame[10]).isLessThan(-60);
        }
    }
}
