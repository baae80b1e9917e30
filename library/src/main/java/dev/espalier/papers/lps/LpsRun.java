package dev.espalier.papers.lps;

import dev.espalier.model.Encoding;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Step;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Shape;
import dev.espalier.papers.lps.TaskGraph.Earlier;
import dev.espalier.progress.Progress;
import dev.espalier.prune.Rate;
import dev.espalier.prune.TaskPartitionSet;
import dev.espalier.prune.TaskShares;
import dev.espalier.solve.Goal;
import dev.espalier.solve.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Tasks being learned one after the other. */
final class LpsRun {

    private final LearnPruneShare method;
    private final Model given;
    private final boolean resuming;
    private final Division division;
    private final List<TaskMemory> memories = new ArrayList<>();
    /** W of all tasks so far: zero where a weight is nobody's. */
    private final Map<String, INDArray> weights = new LinkedHashMap<>();
    /** Parameters that tasks have for themselves, as the last one left them, and biases. */
    private final Map<String, INDArray> carried;

    private Partitions partitions;

    LpsRun(LearnPruneShare method, Model given, boolean resuming) {
        this.method = method;
        this.given = given;
        this.resuming = resuming;
        this.division = Division.of(given);
        this.partitions = Partitions.free(given, division);
        this.carried = new LinkedHashMap<>(given.parameters().arrays());
        division.shared().forEach(weight -> {
            carried.remove(weight);
            weights.put(weight, given.parameters().get(weight).like());
        });
    }

    Lifelong run() {
        Diary diary = new Diary(method.tasks(), method.trainer());
        int count = method.tasks().size();
        try (Progress.Task progress = method.trainer().progress().start("lifelong learning", "tasks", count)) {
            for (int task = 0; task < count; task++) {
                progress.at(task, method.tasks().get(task).name());
                learn(task);
                diary.after(models(), partitions.used());
            }
            progress.at(count, "");
        }
        return diary.close();
    }

    private void learn(int task) {
        boolean last = task == method.tasks().size() - 1;
        boolean learnsSharing = task > 0 && method.sharing() instanceof Sharing.Learned;
        boolean choosesByAdmm = !last && method.choice() != Choice.MAGNITUDE;
        TaskGraph graphs =
                new TaskGraph(given.graph(), division, method.tasks().get(task).classes());
        TaskTraining training =
                new TaskTraining(method.tasks().get(task), task, method.phases(), method.trainer(), resuming);

        Map<String, INDArray> all = new LinkedHashMap<>();
        division.shared().forEach(weight -> all.put(weight, partitions.taken(weight)));
        Map<String, INDArray> places = new LinkedHashMap<>();
        division.shared().forEach(weight -> places.put(weight, partitions.free(weight)));

        List<Part> parts = parts(task, places, choosesByAdmm, learnsSharing);
        boolean solves = !parts.isEmpty();
        int epochs = method.phases().learn() + (solves ? 0 : method.phases().solving());
        Model learned =
                training.train("learn", epochs, fixed(graphs, task, beginning(graphs, task), places, shared(all)));
        if (solves) {
            learned = training.solve(learnsSharing ? sharing(graphs, task, learned, places) : learned, new Goal(parts));
        }

        Map<String, INDArray> own = last ? places : partition(task, learned, places);
        Map<String, INDArray> used = learnsSharing ? hardened(learned) : all;
        Model retrained = training.train(
                "retrain",
                method.phases().retrain(),
                fixed(graphs, task, learned.parameters().arrays(), own, shared(used)));
        remember(task, graphs, retrained, own, used);
    }

    /** Where a task starts: heads are drawn, free weights are zero unless nothing else carries the images on. */
    private Map<String, INDArray> beginning(TaskGraph graphs, int task) {
        boolean alone = task == 0 || method.sharing() instanceof Sharing.None;
        Map<String, INDArray> arrays =
                TaskBeginning.of(graphs, given, carried, method.trainer().plan().seed(), task);
        division.shared().forEach(weight -> {
            INDArray as = given.parameters().get(weight);
            arrays.put(weight, alone ? as.mul(partitions.free(weight)) : as.like());
        });
        return arrays;
    }

    /** M (.) W_old where it is fixed what is used. */
    private Map<String, INDArray> shared(Map<String, INDArray> used) {
        Map<String, INDArray> shared = new LinkedHashMap<>();
        used.forEach((weight, mask) -> shared.put(weight, weights.get(weight).mul(mask)));
        return shared;
    }

    private boolean usesEarlier(int task) {
        return task > 0 && !(method.sharing() instanceof Sharing.None);
    }

    /** The network of a task whose weights may be where there are ones, with fixed weights of earlier tasks. */
    private Model fixed(
            TaskGraph graphs,
            int task,
            Map<String, INDArray> from,
            Map<String, INDArray> places,
            Map<String, INDArray> shared) {
        Earlier earlier = usesEarlier(task) ? Earlier.FIXED : Earlier.NOWHERE;
        Map<String, INDArray> arrays = new LinkedHashMap<>(from);
        places.forEach((weight, mask) -> arrays.put(weight, from.get(weight).mul(mask)));
        if (earlier == Earlier.FIXED) {
            shared.forEach((weight, old) -> arrays.put(TaskGraph.old(weight), old));
        }
        return model(graphs.build(earlier, task > 0), arrays, masks(task, places));
    }

    /** The network of a task that also learns its sharing mask, all ones at first. */
    private Model sharing(TaskGraph graphs, int task, Model learned, Map<String, INDArray> places) {
        Map<String, INDArray> arrays = new LinkedHashMap<>(learned.parameters().arrays());
        Map<String, Encoding> encodings = masks(task, places);
        for (String weight : division.shared()) {
            INDArray taken = partitions.taken(weight);
            arrays.put(TaskGraph.old(weight), weights.get(weight));
            arrays.put(TaskGraph.sharing(weight), taken);
            encodings.put(TaskGraph.sharing(weight), new Encoding.Masked(taken, new Structure.TaskPartition(task)));
        }
        return model(graphs.build(Earlier.LEARNED, true), arrays, encodings);
    }

    private static Map<String, Encoding> masks(int task, Map<String, INDArray> places) {
        Map<String, Encoding> masks = new LinkedHashMap<>();
        places.forEach(
                (weight, mask) -> masks.put(weight, new Encoding.Masked(mask, new Structure.TaskPartition(task))));
        return masks;
    }

    private Model model(Graph graph, Map<String, INDArray> arrays, Map<String, Encoding> encodings) {
        return new Model(given.name(), graph, Parameters.of(graph, arrays), encodings, given.history());
    }

    /** card(W_F) ≤ s N, and M in {0, 1} with r ones, as far as they are asked for. */
    private List<Part> parts(int task, Map<String, INDArray> places, boolean partition, boolean mask) {
        List<Part> parts = new ArrayList<>();
        for (String weight : division.shared()) {
            INDArray free = places.get(weight);
            if (partition && free.sumNumber().longValue() > 0) {
                Rate rate = set(task, free).rate();
                parts.add(
                        method.choice() == Choice.ADMM_AMONG_ALL
                                ? new AmongAll(weight, weights.get(weight), free, rate, task)
                                : Part.of(weight, weight, set(task, free)));
            }
            if (mask && method.sharing() instanceof Sharing.Learned learned) {
                parts.add(new SharingPart(weight, partitions.taken(weight), learned.part(), task));
            }
        }
        return parts;
    }

    /** A task that is to have more than is free has all that is free. */
    private TaskPartitionSet set(int task, INDArray free) {
        TaskPartitionSet set = new TaskPartitionSet(task, free, method.shares().rate(task));
        Shape shape = Model.shapeOf(free);
        return set.refusal(shape).isEmpty() ? set : (TaskPartitionSet) set.at(set.loosest(shape));
    }

    /** Ones at the weights that a task keeps: Proj_top-k among the free ones. */
    private Map<String, INDArray> partition(int task, Model learned, Map<String, INDArray> places) {
        Map<String, INDArray> kept = new LinkedHashMap<>();
        places.forEach((weight, free) -> kept.put(
                weight,
                free.sumNumber().longValue() == 0
                        ? free
                        : largest(task, learned.parameters().get(weight), free)));
        return kept;
    }

    private INDArray largest(int task, INDArray learned, INDArray free) {
        return set(task, free)
                .project(learned)
                .encoding()
                .masked()
                .orElseThrow()
                .mask();
    }

    /** Proj_r(M). */
    private Map<String, INDArray> hardened(Model learned) {
        double part = ((Sharing.Learned) method.sharing()).part();
        Map<String, INDArray> used = new LinkedHashMap<>();
        division.shared().forEach(weight -> {
            INDArray mask = learned.parameters().get(TaskGraph.sharing(weight));
            used.put(weight, TaskShares.shared(mask, partitions.taken(weight), part));
        });
        return used;
    }

    private void remember(
            int task, TaskGraph graphs, Model retrained, Map<String, INDArray> own, Map<String, INDArray> used) {
        Map<String, INDArray> uses = new LinkedHashMap<>();
        division.shared().forEach(weight -> {
            weights.put(weight, weights.get(weight).add(retrained.parameters().get(weight)));
            uses.put(weight, usesEarlier(task) ? own.get(weight).add(used.get(weight)) : own.get(weight));
        });
        partitions = partitions.with(task, own);
        Map<String, INDArray> keeps = new LinkedHashMap<>();
        division.own().forEach(name -> keeps.put(name, retrained.parameters().get(name)));
        division.own().forEach(name -> carried.put(name, keeps.get(name)));
        division.early()
                .forEach(name -> carried.put(name, retrained.parameters().get(name)));
        memories.add(new TaskMemory(graphs.build(Earlier.NOWHERE, false), keeps, uses));
    }

    /** The network as it now is for each task. */
    private List<Model> models() {
        List<Model> models = new ArrayList<>();
        for (int task = 0; task < memories.size(); task++) {
            TaskMemory memory = memories.get(task);
            Map<String, INDArray> arrays = new LinkedHashMap<>(carried);
            arrays.putAll(memory.own());
            memory.uses()
                    .forEach((weight, uses) ->
                            arrays.put(weight, weights.get(weight).mul(uses)));
            Step step = Step.of(
                    LearnPruneShare.VERB,
                    "task",
                    method.tasks().get(task).name(),
                    "shares",
                    method.shares().shares(),
                    "sharing",
                    method.sharing(),
                    "choice",
                    method.choice(),
                    "seed",
                    method.trainer().plan().seed().value());
            Model plain = model(memory.graph(), arrays, masks(task, memory.uses()));
            models.add(plain.with(plain.parameters(), step)
                    .named(given.name() + " for " + method.tasks().get(task).name()));
        }
        return models;
    }
}
