package dev.espalier.kernel.bench;

import dev.espalier.engine.Executor;
import dev.espalier.engine.Gradients;
import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.engine.TrainingForm;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import dev.espalier.train.Optimizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Our own engine at work. */
final class EspalierSteps implements Steps {

    private static final String LABELS = "bench.labels";
    private static final String LOSS = "bench.loss";

    private final Assignment task;
    private final Map<String, INDArray> batches;
    private final String input;
    private final Map<String, INDArray> weights;
    private final Map<String, INDArray> velocity = new HashMap<>();
    private final Map<String, String> gradientOf;
    private final Map<String, String> updates;
    private final Executor executor;
    private int next;

    EspalierSteps(Assignment task) throws IOException {
        this.task = task;
        this.batches = task.readBatches();
        Model model = task.model();
        this.input = model.input().name();
        this.weights = new HashMap<>(model.parameters().copy().arrays());
        Graph.Builder loss = model.graph().extend();
        var labels = loss.add(LABELS, new Input(Shape.batchOf()));
        loss.add(LOSS, new CrossEntropy(0), model.output().value(), labels);
        TrainingForm form = TrainingForm.of(loss.build(LOSS));
        Gradients gradients = Gradients.of(form.graph(), LOSS, trained(model));
        this.gradientOf = gradients.gradientOf();
        this.updates = form.updates();
        List<String> outputs = new ArrayList<>(List.of(LOSS));
        outputs.addAll(gradientOf.values());
        outputs.addAll(updates.values());
        this.executor = new ReferenceExecutor(gradients.graph().extend().build(outputs.toArray(String[]::new)));
    }

    private static List<String> trained(Model model) {
        return model.graph().parameters().stream()
                .filter(node -> ((Parameter) node.op()).role().trainable())
                .map(Node::name)
                .toList();
    }

    @Override
    public String description() {
        return "Espalier, reference executor";
    }

    @Override
    public double run(int count) {
        double loss = Double.NaN;
        for (int i = 0; i < count; i++) {
            loss = step(batches.get("images" + next), batches.get("labels" + next));
            next = (next + 1) % task.batches();
        }
        return loss;
    }

    private double step(INDArray images, INDArray labels) {
        Map<String, INDArray> feeds = new HashMap<>(weights);
        feeds.put(input, images);
        feeds.put(LABELS, labels);
        Map<String, INDArray> results = executor.run(feeds);
        Optimizer.Sgd sgd = (Optimizer.Sgd) task.workload().optimizer();
        gradientOf.forEach((parameter, node) -> {
            INDArray weight = weights.get(parameter);
            INDArray gradient = results.get(node).addi(weight.mul(sgd.weightDecay()));
            INDArray moving = velocity.computeIfAbsent(parameter, key -> gradient.ulike());
            moving.muli(sgd.momentum()).addi(gradient);
            weight.subi(moving.mul(sgd.rate()));
        });
        updates.forEach((statistic, node) -> weights.get(statistic).assign(results.get(node)));
        return results.get(LOSS).getDouble(0);
    }

    @Override
    public void close() {
        executor.close();
    }
}
