package dev.espalier.papers.clicktrain;

import dev.espalier.constraint.Member;
import dev.espalier.model.Blocks;
import dev.espalier.model.Encoding;
import dev.espalier.model.KernelPattern;
import dev.espalier.model.Model;
import dev.espalier.model.Numbers;
import dev.espalier.model.Structure;
import dev.espalier.model.WeightScores;
import dev.espalier.model.op.Shape;
import dev.espalier.prune.PatternConnectivitySet;
import dev.espalier.prune.Rate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What stage S1 chooses in one layer, by the importance s of its weights:
 *
 * <pre>
 * I_p(o, i, P) = Σ s over the positions of kernel (o, i) that pattern P keeps;  the kernel gets the P where it is largest
 * I_k(o, i)    = Σ s over the whole kernel;  the ⌈r n / 100⌉ kernels of the layer where it is smallest are to go
 * </pre>
 *
 * <p>Patterns are chosen for all kernels, also for those that go. Kernels of 1x1 have none. Where neighbouring filters share
 * patterns, the kernels they have at an input channel are chosen for as one.
 *
 * @param parameter the layer's weight [O, I, H, W]
 * @param pattern P: ones where the patterns keep weights
 * @param connected K: ones in the kernels that stay
 */
record KernelChoice(String parameter, INDArray pattern, INDArray connected) {

    /**
     * Chooses.
     *
     * @param weight of which only the shape matters
     * @param importance s, one for each weight
     * @param percent r
     */
    static KernelChoice of(
            String parameter,
            INDArray weight,
            WeightScores importance,
            Structure.PatternConnectivity library,
            double percent) {
        Shape shape = Model.shapeOf(weight);
        // The set with all kernels, and the set whose only pattern keeps everything: each has one of the two choices.
        PatternConnectivitySet patterns = new PatternConnectivitySet(library, Rate.NONE);
        patterns = new PatternConnectivitySet(library, patterns.loosest(shape));
        KernelPattern any = library.patterns().get(0);
        KernelPattern all = new KernelPattern(any.height(), any.width(), (1 << any.height() * any.width()) - 1);
        Structure.PatternConnectivity whole = new Structure.PatternConnectivity(List.of(all), library.sharing());
        int kernels = kernels(shape, library.sharing());
        Rate rate = Rate.times((double) kernels / (kernels - KernelRatios.removed(kernels, percent)));
        return new KernelChoice(
                parameter,
                ones(patterns.mask(importance, shape), weight),
                ones(new PatternConnectivitySet(whole, rate).mask(importance, shape), weight));
    }

    /** How many kernels, or groups of kernels that share, a layer has. */
    static int kernels(Shape weight, int sharing) {
        return Blocks.ofKernels(weight, sharing, 1, true).count();
    }

    private static INDArray ones(boolean[] mask, INDArray like) {
        Member member = Member.masked(new float[mask.length], mask, like.shape(), new Structure.Unstructured());
        return ((Encoding.Masked) member.encoding()).mask();
    }

    /** P (.) K. */
    INDArray mask() {
        return pattern.mul(connected);
    }

    /** How many of the kernels that stay have each pattern, in the library's order; none in a layer of other kernels. */
    Map<KernelPattern, Long> counts(List<KernelPattern> library) {
        Map<KernelPattern, Long> counts = new LinkedHashMap<>();
        library.forEach(known -> counts.put(known, 0L));
        int height = (int) pattern.size(2);
        int width = (int) pattern.size(3);
        if (height != library.get(0).height() || width != library.get(0).width()) {
            return counts;
        }
        float[] mask = Numbers.of(mask());
        int area = height * width;
        for (int kernel = 0; kernel < mask.length; kernel += area) {
            int bits = 0;
            for (int i = 0; i < area; i++) {
                bits |= mask[kernel + i] == 0 ? 0 : 1 << i;
            }
            if (bits != 0) {
                counts.merge(new KernelPattern(height, width, bits), 1L, Long::sum);
            }
        }
        return counts;
    }
}
