package dev.espalier.model.block;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Nearest;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Value;
import java.util.Arrays;
import java.util.Locale;

/**
 * What follows a convolution of an image-to-image network. A convolution has a bias only where its result is normalised
 * image by image, as in the code of pix2pix and CycleGAN.
 */
public enum NormKind {
    /** By the statistics of the batch, with scale and shift; running ones in use. */
    BATCH,
    /** Each image by its own statistics, with scale and shift. */
    INSTANCE,
    /** Each image by its own statistics, without scale and shift, so that there is nothing to prune by: CycleGAN's. */
    PLAIN_INSTANCE;

    /** A convolution that this follows. */
    public Value conv(ModelBuilder net, String layer, Value x, Conv2d conv) {
        return this == BATCH ? net.conv(layer, x, conv) : net.convWithBias(layer, x, conv);
    }

    /** A transposed convolution that this follows. */
    public Value conv(ModelBuilder net, String layer, Value x, ConvTranspose2d conv) {
        return this == BATCH ? net.convTranspose(layer, x, conv) : net.convTransposeWithBias(layer, x, conv);
    }

    /** The normalisation; {@code layer} names it if it has parameters. */
    public Value norm(ModelBuilder net, String layer, Value x) {
        return switch (this) {
            case BATCH -> net.batchNorm(layer, x);
            case INSTANCE -> net.instanceNorm(layer, x);
            case PLAIN_INSTANCE -> net.instanceNorm(x);
        };
    }

    /**
     * Reads {@code batch}, {@code instance} or {@code plain-instance}.
     *
     * @throws IllegalArgumentException if it is none of these, with the nearest
     */
    public static NormKind parse(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no normalisation '" + text + "'"
                        + Nearest.hint(
                                text,
                                Arrays.stream(values()).map(NormKind::toString).toList())));
    }

    /** What {@link #parse} reads. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
