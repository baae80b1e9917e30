package dev.espalier.papers.lps;

import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.papers.lps.TaskGraph.Earlier;
import dev.espalier.progress.Progress;
import dev.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A whole network for each task, all from the same beginning: what tasks come to that give each other nothing and take nothing
 * from each other.
 *
 * @param tasks in order
 * @param phases whose epochs a task trains
 * @param trainer as in {@link LearnPruneShare}; with a checkpoint file, learning goes on where it was stopped
 */
record Individual(List<Task> tasks, Phases phases, Trainer trainer) {

    Individual {
        tasks = List.copyOf(tasks);
    }

    /** Learns all tasks. */
    Lifelong learn(Model model) {
        Division division = Division.of(model);
        Diary diary = new Diary(tasks, trainer);
        List<Model> models = new ArrayList<>();
        Seed seed = trainer.plan().seed();
        try (Progress.Task progress = trainer.progress().start("learning one by one", "tasks", tasks.size())) {
            for (int task = 0; task < tasks.size(); task++) {
                progress.at(task, tasks.get(task).name());
                TaskGraph graphs =
                        new TaskGraph(model.graph(), division, tasks.get(task).classes());
                Graph graph = graphs.build(Earlier.NOWHERE, false);
                Parameters beginning = Parameters.of(
                        graph,
                        TaskBeginning.of(graphs, model, model.parameters().arrays(), seed, task));
                Model start = new Model(model.name(), graph, beginning, Map.of(), model.history());
                Model learned =
                        new TaskTraining(tasks.get(task), task, phases, trainer).train("train", phases.epochs(), start);
                models.add(learned.with(
                        learned.parameters(),
                        Step.of("individual", "task", tasks.get(task).name())));
                diary.after(List.copyOf(models), 1);
            }
            progress.at(tasks.size(), "");
        }
        return diary.close();
    }
}
