package dev.espalier.distill;

import dev.espalier.model.Seed;
import java.util.List;
import java.util.Optional;

/**
 * Learning to have the teacher's features: the mean squared difference of each pair of layers, summed over pairs (Romero et
 * al. 2015, "FitNets", equation 3).
 *
 * @param weight of this in the whole loss, above 0
 * @param layers which features, at least one pair
 * @param adaptors where from the first weights of the adaptors are drawn: one linear map over the channels of each student
 *     layer to those of the teacher's, trained along and dropped afterwards; without them the shapes must be equal
 */
public record Features(double weight, List<LayerPair> layers, Optional<Seed> adaptors) {

    public Features {
        Distill.checkWeight("features", weight);
        layers = Distill.checkLayers("features", layers);
    }

    /** Features of equal shapes. */
    public static Features of(double weight, LayerPair... layers) {
        return new Features(weight, List.of(layers), Optional.empty());
    }

    /** Features whose channels are made equal by adaptors. */
    public static Features adapted(double weight, Seed seed, LayerPair... layers) {
        return new Features(weight, List.of(layers), Optional.of(seed));
    }
}
