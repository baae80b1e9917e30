package dev.espalier.papers.lottery;

import dev.espalier.data.Split;
import dev.espalier.experiment.Arm;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.file.ModelFile;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.solve.Recovery;
import dev.espalier.solve.Snapshot;
import dev.espalier.solve.Solver;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Policy;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import dev.espalier.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * Trainings of one network from several beginnings, for one seed and one learning rate. Each is kept in the arm's folder when
 * it is done, so that after a stop only the one that was under way is trained on.
 *
 * @param network what is trained
 * @param plan of every training, with the seed
 * @param data pictures
 * @param arm where it runs
 */
record Tickets(Testbed network, TrainingPlan plan, Split data, Arm.Surroundings arm) {

    /** The network before any training, theta_0. */
    Model beginning() {
        return network.create(arm.seed().split("beginning"));
    }

    /** Another network before any training, theta_0'. */
    Model another() {
        return network.create(arm.seed().split("another"));
    }

    /**
     * The dense network.
     *
     * @param trained theta_T
     * @param early theta_k, as it was after some epochs
     */
    record Dense(Model trained, Model early) {}

    /** The trained dense network, and what it was after some epochs. */
    Dense dense(int epoch) throws IOException {
        Path early = file("early-" + epoch);
        Model beginning = beginning();
        if (!Files.exists(file("dense")) || !Files.exists(early)) {
            TrainingRun run = run("dense", beginning, new Snapshot(epoch));
            ModelFile.save(
                    beginning.with(
                            Snapshot.taken(run.hold(), beginning.parameters()), Step.of("rewind", "epoch", epoch)),
                    early);
            ModelFile.save(run.model(), file("dense"));
        }
        return new Dense(ModelFile.load(file("dense")), ModelFile.load(early));
    }

    /** The network trained from a beginning under masks. */
    Model ticket(String name, Model from, Map<String, Encoding.Masked> masks) throws IOException {
        Path done = file(name);
        if (!Files.exists(done)) {
            Model start = from.masked(masks, Step.of("mask", "for", name));
            ModelFile.save(run(name, start, Policy.KEEP).model(), done);
        }
        return ModelFile.load(done);
    }

    /** Masks of the largest weights of each layer (OMP). */
    Map<String, Encoding.Masked> magnitude(Model trained, double sparsity) {
        return pruning(sparsity).apply(trained).model().masks();
    }

    /** Masks by a solver that trains on the way. */
    Map<String, Encoding.Masked> solved(String name, Solver solver, Model from, double sparsity) throws IOException {
        Path done = file(name);
        if (!Files.exists(done)) {
            Recovery recovery = new Recovery(pruning(sparsity), solver, trainer(name));
            var recovered = recovery.resume(from, data);
            if (!recovered.run().finished()) {
                throw new CancellationException("stopped on the way to the masks of '" + name + "'");
            }
            ModelFile.save(recovered.model(), done);
        }
        return ModelFile.load(done).masks();
    }

    private Prune pruning(double sparsity) {
        return Prune.unstructured(Rate.sparsity(sparsity)).only(network.pruned().toArray(String[]::new));
    }

    private TrainingRun run(String name, Model from, Policy policy) {
        TrainingRun run = trainer(name).holding(policy).resume(from, data);
        if (!run.finished()) {
            throw new CancellationException("stopped while training '" + name + "'");
        }
        return run;
    }

    private Trainer trainer(String name) {
        return Trainer.of(plan)
                .checkpointing(arm.folder().resolve(name + ".checkpoint"))
                .reporting(arm.progress(), arm.cancellation());
    }

    private Path file(String name) {
        return arm.folder().resolve(name + ".espalier");
    }

    /** Share of test images classified rightly, in percent. */
    double accuracy(Model model) {
        return 100 * Evaluation.of(model, data).accuracy();
    }

    /** The overlap R_p of the weights of pruned layers. */
    double overlap(double share, Model one, Model other) {
        return new WeightOverlap(share).of(one, other, network.weights(one));
    }

    /** The same of the weights that remain. */
    double overlapOfRemaining(double share, Model masked, Model other) {
        return new WeightOverlap(share).ofRemaining(masked, other, network.weights(masked));
    }

    /** A name with a sparsity, as outcomes have it: {@code pf/0.9}. */
    static String at(String name, double sparsity) {
        return name + "/" + sparsity;
    }

    static Seed order(Arm.Surroundings arm) {
        return arm.seed().split("order");
    }
}
