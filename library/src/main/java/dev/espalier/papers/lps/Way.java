package dev.espalier.papers.lps;

import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ways of learning that are compared. All train every task for the same number of epochs. */
enum Way {
    LPS("LPS"),
    /** LPS with all weights of earlier tasks used. */
    SHARE_ALL("LPS, sharing all"),
    /** LPS with none of them used. */
    SHARE_NONE("LPS, sharing none"),
    /** All weights of earlier tasks used, partitions by magnitude. */
    PACKNET("PackNet-like"),
    FINE_TUNING("fine-tuning"),
    EWC("EWC"),
    /** A network for each task. */
    INDIVIDUAL("individual");

    /** What part of the training images chooses lambda's weights; the rest judges them. */
    private static final double CHOOSING = 0.8;

    private final String title;

    Way(String title) {
        this.title = title;
    }

    /**
     * What a way has come to.
     *
     * @param net what it learned
     * @param numbers that belong to this way only
     */
    record Learned(Lifelong net, Map<String, Double> numbers) {}

    /**
     * Learns all tasks, or goes on with it.
     *
     * @param trainer has a checkpoint file
     */
    Learned learn(List<Task> tasks, Model model, Extent extent, Trainer trainer) {
        LearnPruneShare lps = new LearnPruneShare(
                tasks, Setting.shares(tasks.size()), Sharing.Learned.USUAL, Choice.ADMM, extent.phases(), trainer);
        return switch (this) {
            case LPS -> new Learned(lps.resume(model), Map.of());
            case SHARE_ALL -> new Learned(lps.with(new Sharing.All()).resume(model), Map.of());
            case SHARE_NONE -> new Learned(lps.with(new Sharing.None()).resume(model), Map.of());
            case PACKNET ->
                new Learned(lps.with(new Sharing.All()).with(Choice.MAGNITUDE).resume(model), Map.of());
            case FINE_TUNING ->
                new Learned(sequential(tasks, 0, extent, trainer).learn(model), Map.of());
            case EWC -> {
                double lambda = lambda(tasks, model, extent, trainer);
                yield new Learned(sequential(tasks, lambda, extent, trainer).learn(model), Map.of("lambda", lambda));
            }
            case INDIVIDUAL -> new Learned(new Individual(tasks, extent.phases(), trainer).learn(model), Map.of());
        };
    }

    private static Sequential sequential(List<Task> tasks, double lambda, Extent extent, Trainer trainer) {
        return new Sequential(tasks, lambda, extent.fisher(), extent.phases(), trainer);
    }

    /** The lambda that is best on the first two tasks, judged by training images that were kept apart. */
    private static double lambda(List<Task> tasks, Model model, Extent extent, Trainer trainer) {
        Seed seed = trainer.plan().seed().split("validation");
        List<Task> first = new ArrayList<>();
        for (Task task : tasks.subList(0, Math.min(2, tasks.size()))) {
            Split parts = task.data().train().split(CHOOSING, seed);
            first.add(new Task(task.name(), parts));
        }
        Map<Double, Double> means = new HashMap<>();
        for (double lambda : extent.lambdas()) {
            Path file = trainer.checkpoint().orElseThrow();
            Trainer own = trainer.checkpointing(file.resolveSibling(file.getFileName() + ".lambda" + lambda));
            means.put(
                    lambda, sequential(first, lambda, extent, own).learn(model).mean());
        }
        double best = extent.lambdas().get(0);
        for (double lambda : extent.lambdas()) {
            best = means.get(lambda) > means.get(best) ? lambda : best;
        }
        return best;
    }

    @Override
    public String toString() {
        return title;
    }
}
