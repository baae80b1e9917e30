package dev.espalier.papers.lps.radio;

import dev.espalier.data.Dataset;
import dev.espalier.data.Provenance;
import dev.espalier.data.Split;
import dev.espalier.model.Seed;
import dev.espalier.papers.lps.radio.Waveform.Modulation;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Slices of what several transmitters send, labelled with the transmitter: pictures of [1, 2, {@value #LENGTH}] with the samples
 * in phase in the upper row and those in quadrature in the lower one. Every slice is the beginning of a burst of its own, QPSK or
 * 16-QAM, with its own payload and noise, on which the one receiver of them all triggers. At a random time and phase of each slice
 * small networks learn payloads by heart and nothing of transmitters.
 */
public final class Fingerprints {

    /** Samples of a slice. */
    public static final int LENGTH = 128;

    private Fingerprints() {}

    /**
     * Slices for training and for judging.
     *
     * @param transmitters one for each class
     * @param train slices of each for training
     * @param test slices of each for judging, of other payloads
     * @param seed of everything random
     */
    public static Split of(List<Transmitter> transmitters, int train, int test, Seed seed) {
        Receiver receiver = Receiver.draw(seed.split("receiver"));
        return new Split(
                draw("train", transmitters, receiver, train, seed.split("train")),
                draw("test", transmitters, receiver, test, seed.split("test")));
    }

    private static Dataset draw(String part, List<Transmitter> transmitters, Receiver receiver, int each, Seed seed) {
        int count = each * transmitters.size();
        byte[] samples = new byte[count * 2 * LENGTH];
        int[] labels = new int[count];
        for (int slice = 0; slice < count; slice++) {
            labels[slice] = slice % transmitters.size();
            byte[] bytes =
                    Receiver.sampled(slice(transmitters.get(labels[slice]), receiver, LENGTH, seed.split(slice)));
            System.arraycopy(bytes, 0, samples, slice * bytes.length, bytes.length);
        }
        List<String> names = IntStream.rangeClosed(1, transmitters.size())
                .mapToObj(number -> "transmitter " + number)
                .toList();
        Provenance drawn = Provenance.of("simulated transmitters " + transmitters + ", seed " + seed.value(), Map.of());
        return new Dataset("radio " + part, 1, 2, LENGTH, samples, labels, names, drawn);
    }

    /** A slice of a burst as it arrives. */
    static Signal slice(Transmitter transmitter, Receiver receiver, int samples, Seed seed) {
        RandomGenerator random = seed.generator();
        Modulation modulation = Modulation.values()[random.nextInt(Modulation.values().length)];
        return receiver.received(transmitter.send(Waveform.draw(modulation, samples, random), random), random);
    }
}
