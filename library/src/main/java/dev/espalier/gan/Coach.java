package dev.espalier.gan;

import dev.espalier.distill.Distill;
import dev.espalier.distill.FeatureLoss;
import dev.espalier.model.Model;
import java.util.Objects;

/**
 * A teacher and what a student learns from its layers; the student learns from its images elsewhere.
 *
 * @param teacher a generator, used as in inference and not changed
 * @param features compared during training; the weight is λ_distill
 */
public record Coach(Model teacher, FeatureLoss features) {

    public Coach {
        Objects.requireNonNull(teacher, "teacher");
        Objects.requireNonNull(features, "features");
    }

    @Override
    public String toString() {
        return Distill.reference(teacher) + " by " + features;
    }
}
