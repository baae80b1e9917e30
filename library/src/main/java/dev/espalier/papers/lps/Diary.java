package dev.espalier.papers.lps;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.engine.Executor;
import dev.espalier.model.Model;
import dev.espalier.model.Numbers;
import dev.espalier.progress.Progress;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Judges a network on all tasks it knows each time it has learned one. */
final class Diary {

    /** Test images whose logits are compared, or as many as there are. */
    private static final int COMPARED = 256;

    private final List<Task> tasks;
    private final Trainer trainer;
    private final List<List<Double>> accuracies = new ArrayList<>();
    private final List<float[]> logits = new ArrayList<>();
    private final List<Double> used = new ArrayList<>();
    private List<Model> models = List.of();

    Diary(List<Task> tasks, Trainer trainer) {
        this.tasks = tasks;
        this.trainer = trainer;
    }

    /**
     * Notes how well the network does after another task.
     *
     * @param models as the network now is for each task it has learned
     * @param used what part of the shared weights belongs to any task
     */
    void after(List<Model> models, double used) {
        List<Double> row = new ArrayList<>();
        for (int task = 0; task < models.size(); task++) {
            row.add(accuracy(models.get(task), tasks.get(task)));
        }
        int learned = models.size() - 1;
        logits.add(logits(models.get(learned), tasks.get(learned)));
        accuracies.add(row);
        this.used.add(used);
        this.models = models;
    }

    /** What has become of the network. */
    Lifelong close() {
        List<Integer> changed = new ArrayList<>();
        for (int task = 0; task < models.size(); task++) {
            changed.add(changed(logits.get(task), logits(models.get(task), tasks.get(task))));
        }
        return new Lifelong(tasks.subList(0, models.size()), models, accuracies, changed, used);
    }

    private double accuracy(Model model, Task task) {
        return Evaluation.of(
                        model,
                        task.data().test(),
                        task.data().normalization(),
                        Progress.NONE,
                        trainer.cancellation(),
                        trainer.engine())
                .accuracy();
    }

    private float[] logits(Model model, Task task) {
        try (Executor executor = trainer.engine().executor(model.graph());
                Batch batch = Batches.inOrder(task.data().test(), COMPARED)
                        .normalized(task.data().normalization())
                        .epoch(0)
                        .iterator()
                        .next()) {
            Map<String, INDArray> feeds = new HashMap<>(model.parameters().arrays());
            feeds.put(model.input().name(), batch.images());
            Map<String, INDArray> results = executor.run(feeds, Map.of(), trainer.cancellation());
            return Numbers.of(results.get(model.output().name()));
        }
    }

    private static int changed(float[] before, float[] after) {
        int count = 0;
        for (int i = 0; i < before.length; i++) {
            count += Float.floatToRawIntBits(before[i]) == Float.floatToRawIntBits(after[i]) ? 0 : 1;
        }
        return count;
    }
}
