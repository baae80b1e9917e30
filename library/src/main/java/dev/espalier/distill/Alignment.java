package dev.espalier.distill;

import dev.espalier.train.loss.KernelAlignment;
import java.util.List;

/**
 * Learning features that relate the images to each other as the teacher's do, whatever their number of channels: minus the
 * sum of the kernel alignments over pairs (Jin et al. 2021, section 3.3).
 *
 * @param weight of this in the whole loss, above 0
 * @param kernel how alignment is measured
 * @param layers which features, at least one pair
 */
public record Alignment(double weight, KernelAlignment kernel, List<LayerPair> layers) {

    /** Below this, alignment says little: a batch of one image is always aligned. */
    static final int SMALLEST_BATCH = 8;

    public Alignment {
        Distill.checkWeight("alignment", weight);
        layers = Distill.checkLayers("alignment", layers);
    }

    /** Alignment as the authors' code measures it. */
    public static Alignment of(double weight, LayerPair... layers) {
        return new Alignment(weight, new KernelAlignment(), List.of(layers));
    }
}
