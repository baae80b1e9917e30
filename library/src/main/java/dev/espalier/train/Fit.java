package dev.espalier.train;

import dev.espalier.data.Dataset;
import dev.espalier.model.Model;
import dev.espalier.model.op.Shape;

/** Whether a model and a dataset belong together. */
final class Fit {

    private Fit() {}

    /**
     * Fails unless the model takes the dataset's images and has a logit for each of its classes.
     *
     * @throws IllegalArgumentException naming both sides
     */
    static void check(Model model, Dataset data) {
        Shape images = Shape.batchOf(data.channels(), data.height(), data.width());
        if (!model.input().shape().equals(images)) {
            throw new IllegalArgumentException(
                    "model '%s' takes images of shape %s, but those of %s have shape %s; build it for these images"
                            .formatted(model.name(), model.input().shape(), data.name(), images));
        }
        Shape logits = Shape.batchOf(data.classNames().size());
        if (!model.output().shape().equals(logits)) {
            throw new IllegalArgumentException(
                    "model '%s' ends in '%s' of shape %s, but %s has %d classes; it needs an output of shape %s"
                            .formatted(
                                    model.name(),
                                    model.output().name(),
                                    model.output().shape(),
                                    data.name(),
                                    data.classNames().size(),
                                    logits));
        }
    }
}
