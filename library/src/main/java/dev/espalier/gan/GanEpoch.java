package dev.espalier.gan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One pass over the training images.
 *
 * @param number from 1
 * @param losses their means over the images, without their weights, by name
 * @param rate the generator's learning rate in the last step
 * @param seconds it took
 */
public record GanEpoch(int number, Map<String, Double> losses, double rate, double seconds) {

    /** Half of what real images and half of what made ones cost the discriminator. */
    public static final String DISCRIMINATOR = "discriminator";

    /** What the discriminator's opinion costs the generator. */
    public static final String ADVERSARIAL = "adversarial";

    /** Mean absolute difference from the image that is wanted, on the scale from -1 to 1. */
    public static final String RECONSTRUCTION = "L1";

    /** What a student has yet to learn from its teacher's layers. */
    public static final String DISTILLATION = "distillation";

    /** Mean absolute difference of an image from what becomes of it there and back. */
    public static final String CYCLE = "cycle";

    /** Mean absolute difference of an image from what the generator that makes such images makes of it. */
    public static final String IDENTITY = "identity";

    public GanEpoch {
        losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
    }

    /** {@code discriminator 0.412, adversarial 0.310, L1 0.1203}. */
    static String text(Map<String, Double> losses) {
        return losses.entrySet().stream()
                .map(loss -> String.format(Locale.ROOT, "%s %.4f", loss.getKey(), loss.getValue()))
                .collect(Collectors.joining(", "));
    }
}
