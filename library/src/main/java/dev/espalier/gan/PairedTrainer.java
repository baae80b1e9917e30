package dev.espalier.gan;

import dev.espalier.data.PairSplit;
import dev.espalier.model.Model;
import dev.espalier.model.Step;
import dev.espalier.model.op.Shape;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.train.Digest;
import dev.espalier.train.Engine;
import dev.espalier.train.JointCheckpoint;
import dev.espalier.train.OptimizerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Trains generators on pairs of images, as pix2pix does (Isola et al. 2017, section 3), alone or with a teacher (Jin et al. 2021,
 * section 3.3). The generator makes λ_gan L_adv + λ_recon L1(made, target) + λ_distill L_distill smaller, the discriminator half
 * of what real pairs and half of what made ones cost it; both learn in turn on the same batch.
 *
 * <pre>{@code
 * GanRun run = PairedTrainer.of(GanPlan.paired(10, 10, new Seed(1))).train(generator, discriminator, pairs);
 * GanRun small = PairedTrainer.of(plan).taughtBy(new Coach(run.generator(), Alignment.of(1, LayerPair.of("stem"))))
 *         .train(student, run.discriminator(), pairs);
 * }</pre>
 *
 * <p>Images that do not fill the last batch of an epoch are left out of it.
 *
 * @param plan what decides the outcome
 * @param coach a teacher, and what is learned from its layers; empty for none
 * @param checkpoint where to save the state after every epoch and when stopped early; empty for nowhere
 * @param progress told after every step, and shown a grid of samples after every epoch
 * @param cancellation asked all the time; a step that is stopped half-way is finished by who resumes
 * @param engine what computes
 */
public record PairedTrainer(
        GanPlan plan,
        Optional<Coach> coach,
        Optional<Path> checkpoint,
        Progress progress,
        Cancellation cancellation,
        Engine engine) {

    /** The verb of a step of training in a model's history. */
    public static final String VERB = "gan";

    public PairedTrainer {
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(coach, "coach");
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(progress, "progress");
        Objects.requireNonNull(cancellation, "cancellation");
        Objects.requireNonNull(engine, "engine");
    }

    /** A trainer without a teacher that saves nothing and tells nobody. */
    public static PairedTrainer of(GanPlan plan) {
        return new PairedTrainer(
                plan, Optional.empty(), Optional.empty(), Progress.NONE, Cancellation.ON_INTERRUPT, Engine.DEFAULT);
    }

    /** This trainer with a teacher. */
    public PairedTrainer taughtBy(Coach other) {
        return new PairedTrainer(plan, Optional.of(other), checkpoint, progress, cancellation, engine);
    }

    /** This trainer, saving its state in a file. */
    public PairedTrainer checkpointing(Path file) {
        return new PairedTrainer(plan, coach, Optional.of(file), progress, cancellation, engine);
    }

    /** This trainer, telling how far it is and asking whether to stop. */
    public PairedTrainer reporting(Progress to, Cancellation ask) {
        return new PairedTrainer(plan, coach, checkpoint, to, ask, engine);
    }

    /** This trainer on another engine. */
    public PairedTrainer on(Engine other) {
        return new PairedTrainer(plan, coach, checkpoint, progress, cancellation, other);
    }

    /**
     * Trains both networks from where they are, for the whole plan.
     *
     * @param generator takes the inputs, makes the targets, on the scale from -1 to 1
     * @param discriminator takes an input and a target with their channels one behind the other, and gives scores of any shape; a
     *     student begins with that of its teacher
     * @throws IllegalArgumentException if the networks do not fit the data or the teacher
     * @throws dev.espalier.train.DivergenceException if a loss or a gradient stops being a finite number
     * @throws java.io.UncheckedIOException if a checkpoint cannot be saved
     */
    public GanRun train(Model generator, Model discriminator, PairSplit data) {
        check(generator, discriminator, data);
        List<OptimizerState> start = List.of(new OptimizerState(), new OptimizerState());
        OneWayGame.Setting setting = setting(generator, discriminator, data);
        try (OneWayGame game = new OneWayGame(setting, generator, discriminator, start)) {
            return carryOut(game, GanLoop.Place.START, data);
        }
    }

    /**
     * Goes on with a run that was stopped, to the same result as if it had not been; starts a new one if there is no checkpoint
     * yet.
     *
     * @param generator the one the stopped run was given, as is the discriminator
     * @throws IllegalArgumentException if the trainer has no checkpoint file, or the checkpoint was made with another plan, other
     *     data or other networks
     * @throws java.io.UncheckedIOException if the checkpoint cannot be read
     */
    public GanRun resume(Model generator, Model discriminator, PairSplit data) {
        Path file = checkpoint.orElseThrow(
                () -> new IllegalArgumentException("nothing to resume: name the checkpoint file of the run"));
        if (!Files.exists(file)) {
            return train(generator, discriminator, data);
        }
        check(generator, discriminator, data);
        OneWayGame.Setting setting = setting(generator, discriminator, data);
        JointCheckpoint<GanLoop.Place> saved =
                JointCheckpoint.load(file, "run", setting.identity(), GanLoop.Place.class);
        try (OneWayGame game = new OneWayGame(setting, generator, discriminator, saved.optimizers())) {
            game.restore(saved.parameters());
            return carryOut(game, saved.place(), data);
        }
    }

    private OneWayGame.Setting setting(Model generator, Model discriminator, PairSplit data) {
        return new OneWayGame.Setting(
                identity(generator, discriminator, data),
                plan,
                coach,
                true,
                PairBatches.together(data.train(), plan.batchSize(), plan.seed().split("images")),
                data.test().inputs(),
                Optional.of(data.test().targets()),
                engine);
    }

    private GanRun carryOut(OneWayGame game, GanLoop.Place place, PairSplit data) {
        Step done = Step.of(
                        VERB,
                        "data",
                        data.train().inputs().title(),
                        "images",
                        data.train().size())
                .with("plan", plan)
                .with("teacher", coach.map(Coach::toString).orElse("none"));
        return new GanLoop(plan, game, place, checkpoint, progress, cancellation).carryOut(done);
    }

    private String identity(Model generator, Model discriminator, PairSplit data) {
        return plan + ", " + coach.map(Coach::toString).orElse("no teacher") + ", "
                + data.train().identity() + ", " + generator.name() + " " + Digest.brief(generator.parameters())
                + ", " + discriminator.name() + " " + Digest.brief(discriminator.parameters());
    }

    private void check(Model generator, Model discriminator, PairSplit data) {
        Shape in = generator.input().shape();
        Shape out = generator.output().shape();
        Translation.check("generator", generator, "takes", in, data.train().inputs());
        Translation.check("generator", generator, "makes", out, data.train().targets());
        if (in.dim(2) != out.dim(2) || in.dim(3) != out.dim(3)) {
            throw new IllegalArgumentException("the generator '" + generator.name() + "' makes " + out + " of " + in
                    + "; a discriminator that sees both together needs one height and width");
        }
        Shape pair = in.withDim(1, in.dim(1) + out.dim(1));
        if (!discriminator.input().shape().equals(pair)) {
            throw new IllegalArgumentException("the discriminator '" + discriminator.name() + "' takes "
                    + discriminator.input().shape() + ", but an input and a target together are " + pair);
        }
        coach.ifPresent(value -> value.check(generator, plan.batchSize()));
    }
}
