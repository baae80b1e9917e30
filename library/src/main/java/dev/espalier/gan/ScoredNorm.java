package dev.espalier.gan;

import dev.espalier.model.Coupling;
import dev.espalier.model.Parameters;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A normalisation whose scales say which channels matter: the first that channels run through.
 *
 * @param layer its name
 * @param scale its scales, one position a channel or several
 * @param coupling everything that goes with a channel
 * @param branch whether the network can do without the layer, as it can without a branch of a block
 * @param least channels that stay whatever their scales, at most those there are; none in a branch
 * @param multiple the number of channels that stay is one of this
 */
public record ScoredNorm(
        String layer, Coupling.Member scale, Coupling coupling, boolean branch, int least, int multiple) {

    public ScoredNorm {
        if (multiple < 1 || least < 0 || least > coupling.channels()) {
            throw new IllegalArgumentException("'" + layer + "' has " + coupling.channels() + " channels and is to keep"
                    + " at least " + least + ", a multiple of " + multiple);
        }
    }

    /** The same with other limits; at least as many multiples as hold {@code channels}, or all channels if there are fewer. */
    public ScoredNorm keeping(int channels, int ofMultiples) {
        int rounded = (channels + ofMultiples - 1) / ofMultiples * ofMultiples;
        return new ScoredNorm(layer, scale, coupling, branch, Math.min(rounded, channels()), ofMultiples);
    }

    /** How many channels there are. */
    public int channels() {
        return coupling.channels();
    }

    /** The size of each channel's scale, the mean size where it has several. */
    public double[] scores(Parameters parameters) {
        INDArray scales = parameters.get(scale.tensor());
        return IntStream.range(0, channels())
                .mapToDouble(channel -> Arrays.stream(scale.positions().of(channel))
                        .mapToDouble(position -> Math.abs(scales.getDouble(position)))
                        .average()
                        .orElseThrow())
                .toArray();
    }

    /**
     * The channels that stay: those above a threshold, but as many as have to; the highest scores are first, and channels of
     * one score in their order.
     *
     * @param scores of the channels
     */
    BitSet above(double threshold, double[] scores) {
        List<Integer> ranked = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(channel -> -scores[channel]))
                .toList();
        int above =
                (int) Arrays.stream(scores).filter(score -> score > threshold).count();
        BitSet kept = new BitSet();
        ranked.stream().limit(Math.max(least, above - above % multiple)).forEach(kept::set);
        return kept;
    }
}
