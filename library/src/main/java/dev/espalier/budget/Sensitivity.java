package dev.espalier.budget;

import dev.espalier.data.Dataset;
import dev.espalier.data.Split;
import dev.espalier.model.Seed;
import dev.espalier.model.Settings;
import dev.espalier.prune.Rate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * How sensitivity is measured: one dial at a time is turned to each of a few positions, and the model judged as it is
 * then, without any training (Li et al., arXiv 1608.08710, figure 2).
 *
 * <p>Images come from the training part only, drawn class by class; the test part decides nothing.
 *
 * <p>Where there is batch normalisation, its running statistics are renewed at every position, and at the model as it is,
 * before it is judged. Without that a residual network is at chance with any one layer strongly pruned, and its curves tell
 * layers that matter from others no more, although any recovery makes up for it at once.
 *
 * @param images how many to judge by, at least 1; all if the training part has no more
 * @param seed draws the images
 * @param rates to measure, each above 1x, in rising order; a dial with few positions takes all it has instead
 * @param recalibration how many training images give new running statistics, drawn from those that do not judge, or from all
 *     if those are fewer; 0 leaves statistics as they are, and so does a model without any
 */
public record Sensitivity(int images, Seed seed, List<Rate> rates, int recalibration) {

    private static final String IMAGES = "images";
    private static final String SEED = "seed";
    private static final String RATES = "rates";
    private static final String RECALIBRATION = "recalibration";
    private static final List<String> KEYS = List.of(IMAGES, SEED, RATES, RECALIBRATION);
    private static final List<Rate> USUAL_RATES = DoubleStream.of(1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32)
            .mapToObj(Rate::times)
            .toList();
    private static final int USUAL_IMAGES = 1000;
    private static final int USUAL_RECALIBRATION = 500;

    public Sensitivity {
        rates = List.copyOf(rates);
        if (images < 1) {
            throw new IllegalArgumentException("sensitivity on " + images + " images; 1000 are usual");
        }
        if (recalibration < 0 || recalibration == 1) {
            throw new IllegalArgumentException("sensitivity with recalibration on " + recalibration + " images; "
                    + USUAL_RECALIBRATION + " are usual, and 0 is without");
        }
        if (rates.isEmpty()) {
            throw new IllegalArgumentException("sensitivity at no rate at all; 2x, 4x, 8x and 16x are a beginning");
        }
        Rate before = Rate.NONE;
        for (Rate rate : rates) {
            if (rate.times() <= before.times()) {
                throw new IllegalArgumentException("sensitivity at " + rate + " after " + before
                        + "; rates have to rise, from above 1x, which changes nothing");
            }
            before = rate;
        }
    }

    /** A thousand images, ten rates from 1.5x to 32x, and recalibration on 500 images. */
    public static Sensitivity usual(Seed seed) {
        return new Sensitivity(USUAL_IMAGES, seed, USUAL_RATES, USUAL_RECALIBRATION);
    }

    /** This at other rates. */
    public Sensitivity at(Rate... others) {
        return new Sensitivity(images, seed, List.of(others), recalibration);
    }

    /** This on another number of images. */
    public Sensitivity on(int count) {
        return new Sensitivity(count, seed, rates, recalibration);
    }

    /** This with new running statistics from a number of images, or without if it is 0. */
    public Sensitivity recalibrating(int count) {
        return new Sensitivity(images, seed, rates, count);
    }

    /**
     * What settings describe, as {@link #settings()} writes them; whatever is missing is as usual, with seed 0. Settings
     * without recalibration were written before there was any, and mean none.
     *
     * @throws IllegalArgumentException for an unknown key, with the nearest there is, and for any bad value
     */
    public static Sensitivity parse(Map<String, String> settings) {
        Settings given = Settings.of("sensitivity", settings, KEYS);
        return new Sensitivity(
                given.read(IMAGES, USUAL_IMAGES, Integer::parseInt),
                new Seed(given.read(SEED, 0L, Long::parseLong)),
                given.read(RATES, USUAL_RATES, text -> Arrays.stream(text.split(","))
                        .map(Rate::parse)
                        .toList()),
                given.read(RECALIBRATION, 0, Integer::parseInt));
    }

    /** This as text, so that {@link #parse} gives the same again. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(IMAGES, Integer.toString(images));
        settings.put(SEED, Long.toString(seed.value()));
        settings.put(RATES, rates.stream().map(rate -> rate.times() + "x").collect(Collectors.joining(",")));
        settings.put(RECALIBRATION, Integer.toString(recalibration));
        return settings;
    }

    /** The positions that are the rates, loosest first. */
    List<Double> keeps() {
        return rates.stream().map(Rate::keep).toList();
    }

    /** The images to judge by. */
    Dataset validation(Split data) {
        Dataset train = data.train();
        return images >= train.size() ? train : divided(train).train();
    }

    /** The images that give running statistics, in an order of chance: files are often sorted by class. */
    Dataset statistical(Dataset train) {
        Dataset others = images >= train.size() ? train : divided(train).test();
        Dataset from = others.size() < recalibration ? train : others;
        int[] order = seed.split(RECALIBRATION).permutation(from.size());
        return from.subset(Arrays.copyOf(order, Math.min(recalibration, order.length)));
    }

    /** Those that judge, and the others. */
    private Split divided(Dataset train) {
        return train.split((double) images / train.size(), seed);
    }

    @Override
    public String toString() {
        return "sensitivity on " + images + " training images (seed " + seed.value() + "), "
                + rates.stream().map(Rate::toString).collect(Collectors.joining(", "))
                + (recalibration == 0 ? "" : ", recalibrated on " + recalibration);
    }
}
