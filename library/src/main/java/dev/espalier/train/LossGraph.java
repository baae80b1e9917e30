package dev.espalier.train;

import dev.espalier.engine.Gradients;
import dev.espalier.engine.TrainingForm;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one training step computes: the loss, the logits, the gradient of every trained parameter, and the new running
 * statistics.
 *
 * @param graph with all of these as outputs
 * @param input where the images go
 * @param logits what the model answers
 * @param gradientOf trained parameter to the node of its gradient
 * @param updates running statistic to the node of its new value
 */
record LossGraph(
        Graph graph, String input, String logits, Map<String, String> gradientOf, Map<String, String> updates) {

    static final String LABELS = "training.labels";
    static final String LOSS = "training.loss";

    static LossGraph of(Model model, double labelSmoothing) {
        String logits = model.output().name();
        Graph.Builder extended = model.graph().extend();
        var labels = extended.add(LABELS, new Input(Shape.batchOf()));
        extended.add(LOSS, new CrossEntropy(labelSmoothing), model.output().value(), labels);
        TrainingForm form = TrainingForm.of(extended.build(LOSS, logits));
        Gradients gradients = Gradients.of(form.graph(), LOSS, trained(model));
        List<String> outputs = new ArrayList<>(List.of(LOSS, logits));
        outputs.addAll(gradients.gradientOf().values());
        outputs.addAll(form.updates().values());
        Graph graph = gradients.graph().extend().build(outputs.toArray(String[]::new));
        return new LossGraph(graph, model.input().name(), logits, gradients.gradientOf(), form.updates());
    }

    private static List<String> trained(Model model) {
        return model.graph().parameters().stream()
                .filter(node -> node.op() instanceof Parameter parameter
                        && parameter.role().trainable())
                .map(Node::name)
                .toList();
    }
}
