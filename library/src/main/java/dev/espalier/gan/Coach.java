package dev.espalier.gan;

import dev.espalier.distill.Distill;
import dev.espalier.distill.FeatureLoss;
import dev.espalier.model.Model;
import dev.espalier.model.op.Shape;
import java.util.Objects;
import java.util.Optional;

/**
 * A teacher and what a student learns from its layers.
 *
 * @param teacher a generator, used as in inference and not changed
 * @param features compared during training, whose weight is λ_distill; empty to learn from nothing but images
 */
public record Coach(Model teacher, Optional<FeatureLoss> features) {

    public Coach {
        Objects.requireNonNull(teacher, "teacher");
        Objects.requireNonNull(features, "features");
    }

    /** A teacher whose layers are learned from. */
    public Coach(Model teacher, FeatureLoss features) {
        this(teacher, Optional.of(features));
    }

    /** The student with what must be trained beside it. */
    Model beside(Model student) {
        return features.map(part -> part.beside(student, teacher)).orElse(student);
    }

    /** The trained student alone. */
    Model without(Model trained, Model student) {
        return features.map(part -> part.without(trained, student)).orElse(trained);
    }

    /** @throws IllegalArgumentException if the student cannot learn from the teacher */
    void check(Model student, int batch) {
        Shape in = student.input().shape();
        Shape out = student.output().shape();
        if (!teacher.input().shape().equals(in) || !teacher.output().shape().equals(out)) {
            throw new IllegalArgumentException("the student '" + student.name() + "' makes " + out + " of " + in
                    + ", the teacher '" + teacher.name() + "' "
                    + teacher.output().shape() + " of "
                    + teacher.input().shape() + "; both must translate the same images");
        }
        features.ifPresent(part -> part.check(student, teacher, batch));
    }

    @Override
    public String toString() {
        return Distill.reference(teacher) + features.map(part -> " by " + part).orElse("");
    }
}
