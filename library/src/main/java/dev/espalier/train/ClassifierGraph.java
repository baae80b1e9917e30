package dev.espalier.train;

import dev.espalier.engine.TrainingForm;
import dev.espalier.model.Model;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A classifier and its objective in one graph, the classifier under its own names.
 *
 * @param form the loss and the logits
 * @param loss what is made smaller
 * @param logits what the classifier answers
 * @param frozen parameters of other networks that take part
 */
record ClassifierGraph(TrainingForm form, String loss, String logits, Map<String, INDArray> frozen) {

    static final String IMAGES = "training.images";
    static final String LABELS = "training.labels";

    static ClassifierGraph of(Model model, double labelSmoothing, Objective objective) {
        JointGraph joint = new JointGraph();
        Value images = joint.input(IMAGES, model.input().shape());
        Value labels = joint.input(LABELS, Shape.batchOf());
        Value logits = joint.train("", model, images);
        Value crossEntropy = joint.add("training.cross-entropy", new CrossEntropy(labelSmoothing), logits, labels);
        Value loss = objective.definition().loss(joint, new Objective.Forward(images, labels, logits, crossEntropy));
        TrainingForm form = joint.build(loss.name(), logits.name());

        Map<String, INDArray> frozen = new LinkedHashMap<>(joint.parameters().arrays());
        frozen.keySet().removeAll(model.parameters().names());
        List<String> moving = new ArrayList<>(form.updates().keySet());
        moving.retainAll(frozen.keySet());
        if (!moving.isEmpty()) {
            throw new IllegalArgumentException("the objective '" + objective + "' would change '" + moving.get(0)
                    + "'; put networks other than the classifier in with eval, which leaves their statistics alone");
        }
        return new ClassifierGraph(form, loss.name(), logits.name(), frozen);
    }
}
