package dev.espalier.train;

import dev.espalier.engine.TrainingForm;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Shape;

/**
 * What a classifier is trained on.
 *
 * @param form the loss and the logits
 * @param input where the images go
 * @param logits what the model answers
 */
record LossGraph(TrainingForm form, String input, String logits) {

    static final String LABELS = "training.labels";
    static final String LOSS = "training.loss";

    static LossGraph of(Model model, double labelSmoothing) {
        String logits = model.output().name();
        Graph.Builder extended = model.graph().extend();
        var labels = extended.add(LABELS, new Input(Shape.batchOf()));
        extended.add(LOSS, new CrossEntropy(labelSmoothing), model.output().value(), labels);
        return new LossGraph(
                TrainingForm.of(extended.build(LOSS, logits)), model.input().name(), logits);
    }
}
