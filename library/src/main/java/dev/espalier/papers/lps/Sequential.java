package dev.espalier.papers.lps;

import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.papers.lps.TaskGraph.Earlier;
import dev.espalier.progress.Progress;
import dev.espalier.train.Policy;
import dev.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What Learn-Prune-Share is compared with: every task trains all weights, from where the last one left them. Heads, and all that
 * belongs to normalisation, are each task's own here too, so that only weights can be forgotten.
 *
 * @param tasks in order
 * @param lambda of elastic weight consolidation; 0 for fine-tuning without it
 * @param images for which the Fisher information is taken after each task
 * @param phases whose epochs a task trains
 * @param trainer as in {@link LearnPruneShare}; with a checkpoint file, learning goes on where it was stopped
 */
record Sequential(List<Task> tasks, double lambda, int images, Phases phases, Trainer trainer) {

    Sequential {
        tasks = List.copyOf(tasks);
        if (!(lambda >= 0 && Double.isFinite(lambda))) {
            throw new IllegalArgumentException("consolidation with lambda " + lambda + "; it must be at least 0");
        }
    }

    /** Learns all tasks. */
    Lifelong learn(Model model) {
        Division division = Division.of(model);
        Set<String> common = new LinkedHashSet<>(division.shared());
        common.addAll(division.early());
        Map<String, INDArray> carried = new LinkedHashMap<>(model.parameters().arrays());
        List<TaskMemory> memories = new ArrayList<>();
        Consolidation consolidation = Consolidation.NONE;
        Diary diary = new Diary(tasks, trainer);
        Seed seed = trainer.plan().seed();
        try (Progress.Task progress = trainer.progress().start("sequential learning", "tasks", tasks.size())) {
            for (int task = 0; task < tasks.size(); task++) {
                progress.at(task, tasks.get(task).name());
                TaskGraph graphs =
                        new TaskGraph(model.graph(), division, tasks.get(task).classes());
                Graph graph = graphs.build(Earlier.NOWHERE, false);
                Model start = model(model, graph, TaskBeginning.of(graphs, model, carried, seed, task), task);
                Policy policy = consolidation.policy(lambda);
                Model learned = new TaskTraining(tasks.get(task), task, phases, trainer)
                        .train("train", phases.epochs(), start, policy);
                common.forEach(name -> carried.put(name, learned.parameters().get(name)));
                Map<String, INDArray> own = new LinkedHashMap<>();
                division.own()
                        .forEach(name -> own.put(name, learned.parameters().get(name)));
                carried.putAll(own);
                memories.add(new TaskMemory(graph, own, Map.of()));
                if (lambda > 0 && task < tasks.size() - 1) {
                    consolidation = consolidation.with(
                            Fisher.of(
                                    learned,
                                    tasks.get(task),
                                    common,
                                    images,
                                    seed.split("fisher").split(task),
                                    trainer),
                            learned.parameters());
                }
                diary.after(models(model, carried, memories), 1);
            }
            progress.at(tasks.size(), "");
        }
        return diary.close();
    }

    /** The network as it now is for each task. */
    private List<Model> models(Model model, Map<String, INDArray> carried, List<TaskMemory> memories) {
        List<Model> models = new ArrayList<>();
        for (int task = 0; task < memories.size(); task++) {
            Map<String, INDArray> arrays = new LinkedHashMap<>(carried);
            arrays.putAll(memories.get(task).own());
            models.add(model(model, memories.get(task).graph(), arrays, task));
        }
        return models;
    }

    private Model model(Model model, Graph graph, Map<String, INDArray> arrays, int task) {
        Parameters present = Parameters.of(graph, arrays);
        return new Model(model.name(), graph, present, Map.of(), model.history())
                .with(present, Step.of("sequential", "task", tasks.get(task).name(), "lambda", lambda));
    }
}
