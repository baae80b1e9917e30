package dev.espalier.data;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How pixels become network input: {@code (byte / 255 - mean[c]) / std[c]} for channel c.
 *
 * @param mean of each channel, on the scale where black is 0 and white is 1
 * @param std standard deviation of each channel on that scale, above 0
 */
public record Normalization(List<Double> mean, List<Double> std) {

    public Normalization {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.isEmpty() || mean.size() != std.size()) {
            throw new IllegalArgumentException(
                    "a normalization needs one mean and one standard deviation per channel, found %d and %d"
                            .formatted(mean.size(), std.size()));
        }
        for (int c = 0; c < mean.size(); c++) {
            if (!Double.isFinite(mean.get(c)) || !Double.isFinite(std.get(c)) || std.get(c) <= 0) {
                throw new IllegalArgumentException(
                        "channel %d: expected a finite mean and a standard deviation above 0, found %s and %s"
                                .formatted(c, mean.get(c), std.get(c)));
            }
        }
    }

    /** Bytes to the range 0 to 1 and nothing else. */
    public static Normalization unit(int channels) {
        return new Normalization(fill(channels, 0), fill(channels, 1));
    }

    /** Bytes to the range -1 to 1, which networks make images in that end in a hyperbolic tangent. */
    public static Normalization signed(int channels) {
        return new Normalization(fill(channels, 0.5), fill(channels, 0.5));
    }

    /**
     * To mean 0 and standard deviation 1 per channel over the given images. Measure it on the training part and use it
     * for both parts: the test part must not decide anything.
     *
     * @throws IllegalArgumentException if all images have the same single value in a channel
     */
    public static Normalization of(Dataset training) {
        int channels = training.channels();
        int plane = training.height() * training.width();
        byte[] store = training.store();
        // Counting the 256 values is exact and does not depend on the order of the images.
        long[][] histogram = new long[channels][256];
        for (int i = 0; i < training.size(); i++) {
            int at = training.start(i);
            for (long[] counts : histogram) {
                for (int end = at + plane; at < end; at++) {
                    counts[store[at] & 0xff]++;
                }
            }
        }
        double total = (double) training.size() * plane;
        double[] mean = new double[channels];
        double[] std = new double[channels];
        for (int c = 0; c < channels; c++) {
            long[] counts = histogram[c];
            double center = values().map(v -> counts[(int) v] * v).sum() / total;
            double variance = values().map(v -> counts[(int) v] * (v - center) * (v - center))
                            .sum()
                    / total;
            if (variance == 0) {
                throw new IllegalArgumentException(
                        ("channel %d of %s has the value %.0f everywhere, so it cannot be scaled to a standard deviation"
                                        + " of 1; drop the channel or use Normalization.unit")
                                .formatted(c, training.name(), center));
            }
            mean[c] = center / 255;
            std[c] = Math.sqrt(variance) / 255;
        }
        return new Normalization(
                DoubleStream.of(mean).boxed().toList(),
                DoubleStream.of(std).boxed().toList());
    }

    /** Number of channels. */
    public int channels() {
        return mean.size();
    }

    /** The input value of each of the 256 bytes in channel c. */
    float[] table(int c) {
        float[] table = new float[256];
        for (int v = 0; v < 256; v++) {
            table[v] = (float) ((v / 255.0 - mean.get(c)) / std.get(c));
        }
        return table;
    }

    /** What is done to a pixel of each channel, such as {@code (x-0.28672)/0.35352}. */
    @Override
    public String toString() {
        return IntStream.range(0, channels())
                .mapToObj(c -> String.format(Locale.ROOT, "(x-%.5g)/%.5g", mean.get(c), std.get(c)))
                .collect(Collectors.joining(","));
    }

    private static DoubleStream values() {
        return IntStream.range(0, 256).asDoubleStream();
    }

    private static List<Double> fill(int channels, double value) {
        return DoubleStream.generate(() -> value).limit(channels).boxed().toList();
    }
}
