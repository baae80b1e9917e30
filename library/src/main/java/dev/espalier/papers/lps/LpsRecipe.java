package dev.espalier.papers.lps;

import dev.espalier.data.Dataset;
import dev.espalier.experiment.Arm;
import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Outcome;
import dev.espalier.experiment.Outcomes;
import dev.espalier.experiment.Paper;
import dev.espalier.experiment.Recipe;
import dev.espalier.experiment.RunProfile;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.knowm.xchart.internal.chartpart.Chart;

/** The experiments of arXiv 2012.06956: permuted and divided Fashion-MNIST, and simulated transmitters. */
public final class LpsRecipe implements Recipe {

    /** Mean accuracy over all tasks in the end, in percent. */
    static final String MEAN = "mean";

    /** The same over all tasks but the first, whose shares are small. */
    static final String LATE = "late";

    /** What the first task lost until the end, in points. */
    static final String FORGOTTEN = "forgotten";

    /** Backward transfer, in points. */
    static final String BACKWARD = "backward";

    /** Logits of tasks that are not bit for bit what they were. */
    static final String CHANGED = "changed";

    /** What part of the shared weights belongs to any task, in percent. */
    static final String USED = "used";

    @Override
    public Paper paper() {
        return new Paper("2012.06956", "Learn-Prune-Share for Lifelong Learning", "ICDM 2020");
    }

    @Override
    public String identity(RunProfile profile) {
        Extent extent = Extent.of(profile);
        return extent + ", shares " + Setting.shares(extent.mostTasks()).shares() + ", sharing "
                + Sharing.Learned.USUAL + ", "
                + LearnPruneShare.plan(new Seed(0)).settings() + ", "
                + data(profile).stream().map(set -> set.provenance().identity()).toList();
    }

    @Override
    public List<Dataset> data(RunProfile profile) {
        List<Dataset> data = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            Task first = setting.tasks(Extent.of(profile)).get(0);
            data.add(first.data().train());
            data.add(first.data().test());
        }
        return data;
    }

    /** The name of an arm. */
    static String arm(Way way, Setting setting) {
        return way + ", " + setting;
    }

    /** The series of accuracies on all tasks so far after a task. */
    static String after(int task) {
        return "after " + task;
    }

    @Override
    public List<Arm> arms(RunProfile profile) {
        Extent extent = Extent.of(profile);
        List<Arm> arms = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            for (Way way : Way.values()) {
                LongStream.rangeClosed(1, extent.seeds())
                        .forEach(seed -> arms.add(
                                new Arm(arm(way, setting), seed, around -> run(way, setting, extent, around))));
            }
        }
        return arms;
    }

    private static Outcome run(Way way, Setting setting, Extent extent, Arm.Surroundings around) {
        Model beginning = setting.network(around.seed().split("beginning"));
        Trainer trainer = Trainer.of(LearnPruneShare.plan(around.seed().split("training")))
                .checkpointing(around.folder().resolve("checkpoint"))
                .reporting(around.progress(), around.cancellation());
        Way.Learned learned = way.learn(setting.tasks(extent), beginning, extent, trainer);
        Lifelong net = learned.net();
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put(MEAN, 100 * net.mean());
        numbers.put(LATE, 100 * net.mean(1));
        numbers.put(FORGOTTEN, 100 * net.forgotten(0));
        numbers.put(BACKWARD, 100 * net.backwardTransfer());
        numbers.put(CHANGED, (double)
                net.changed().stream().mapToInt(Integer::intValue).sum());
        numbers.put(USED, 100 * net.used().get(net.used().size() - 1));
        numbers.putAll(learned.numbers());
        Outcome outcome = Outcome.of(numbers);
        for (int task = 0; task < net.tasks().size(); task++) {
            outcome = outcome.with(
                    after(task),
                    net.accuracies().get(task).stream().map(part -> 100 * part).toList());
        }
        return outcome;
    }

    @Override
    public List<Claim> claims() {
        return LpsClaims.ALL;
    }

    @Override
    public List<Chart<?, ?>> charts(Outcomes outcomes) {
        return LpsCharts.of(outcomes);
    }
}
