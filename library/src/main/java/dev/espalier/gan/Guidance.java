package dev.espalier.gan;

import dev.espalier.distill.Alignment;
import dev.espalier.distill.FeatureLoss;
import dev.espalier.distill.Features;
import dev.espalier.distill.LayerPair;
import dev.espalier.model.Seed;
import java.util.List;
import java.util.Optional;

/** What a student learns from the layers of its teacher. */
public enum Guidance {
    /** To relate the images of a batch to each other as the teacher does: kernel alignment, CAT's. */
    KA {
        @Override
        public Optional<FeatureLoss> loss(double weight, List<LayerPair> layers, Seed seed) {
            return Optional.of(Alignment.of(weight, layers.toArray(LayerPair[]::new)));
        }
    },

    /** To have the teacher's features, through 1x1 convolutions that are dropped afterwards. */
    MSE {
        @Override
        public Optional<FeatureLoss> loss(double weight, List<LayerPair> layers, Seed seed) {
            return Optional.of(Features.adapted(weight, seed, layers.toArray(LayerPair[]::new)));
        }
    },

    /** Nothing: it begins with the teacher's discriminator, and that is all. */
    NONE {
        @Override
        public Optional<FeatureLoss> loss(double weight, List<LayerPair> layers, Seed seed) {
            return Optional.empty();
        }
    };

    /**
     * The loss.
     *
     * @param weight λ_distill
     * @param layers that are compared
     * @param seed draws the convolutions
     */
    public abstract Optional<FeatureLoss> loss(double weight, List<LayerPair> layers, Seed seed);
}
