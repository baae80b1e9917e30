package dev.espalier.papers.cat;

import dev.espalier.distill.Alignment;
import dev.espalier.distill.FeatureLoss;
import dev.espalier.distill.Features;
import dev.espalier.distill.LayerPair;
import dev.espalier.model.Seed;
import java.util.List;
import java.util.Optional;

/** What a student learns from its teacher's features. */
enum Distilled {
    /** That they relate images to each other as the teacher's do: kernel alignment, CAT's way. */
    KA,
    /** To have them: mean squared error behind 1x1 convolutions, the rival. */
    MSE,
    /** Nothing. */
    NONE;

    /** λ_distill of both. */
    static final double WEIGHT = 1;

    Optional<FeatureLoss> loss(List<LayerPair> layers, Seed seed) {
        LayerPair[] pairs = layers.toArray(LayerPair[]::new);
        return switch (this) {
            case KA -> Optional.of(Alignment.of(WEIGHT, pairs));
            case MSE -> Optional.of(Features.adapted(WEIGHT, seed, pairs));
            case NONE -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return switch (this) {
            case KA -> "KA";
            case MSE -> "MSE";
            case NONE -> "no distillation";
        };
    }
}
