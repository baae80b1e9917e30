package dev.espalier.gan;

import dev.espalier.data.DomainSplit;
import dev.espalier.model.Model;
import dev.espalier.model.Step;
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
 * Trains generators on images of two kinds without pairs: teachers as CycleGAN does (Zhu et al. 2017), two generators that undo
 * each other; students as CAT does (Jin et al. 2021, section 3.3), one generator that is to make what its teacher makes.
 *
 * <pre>{@code
 * DomainSplit shoes = DomainSplit.of(FashionMnist.load(), "sandal", "sneaker");
 * CycleRun teachers = UnpairedTrainer.of(GanPlan.unpaired(10, 10, new Seed(1))).train(networks, shoes);
 * GanRun small = UnpairedTrainer.of(plan).teach(coach, student, teachers.networks().judgeOfTo(), shoes);
 * }</pre>
 *
 * <p>An epoch has as many batches as the fewer of the two kinds fill.
 *
 * @param plan what decides the outcome; its reconstruction weighs images that come back, or, of a student, the difference from
 *     its teacher's
 * @param identity weight of images a generator should leave alone, as part of the reconstruction's, at least 0; 0 where the two
 *     kinds have different shapes
 * @param pool images that are kept for the discriminators, at least 0; students have none
 * @param checkpoint where to save the state after every epoch and when stopped early; empty for nowhere
 * @param progress told after every step, and shown a grid of samples after every epoch
 * @param cancellation asked all the time
 * @param engine what computes
 */
public record UnpairedTrainer(
        GanPlan plan,
        double identity,
        int pool,
        Optional<Path> checkpoint,
        Progress progress,
        Cancellation cancellation,
        Engine engine) {

    public UnpairedTrainer {
        Objects.requireNonNull(plan, "plan");
        GanPlan.checkWeight("identity", identity);
        if (pool < 0) {
            throw new IllegalArgumentException("a pool of " + pool + " images; at least 0");
        }
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(progress, "progress");
        Objects.requireNonNull(cancellation, "cancellation");
        Objects.requireNonNull(engine, "engine");
    }

    /** CycleGAN's 0.5 for the identity and pools of 50; a trainer that saves nothing and tells nobody. */
    public static UnpairedTrainer of(GanPlan plan) {
        return new UnpairedTrainer(
                plan, 0.5, ImagePool.USUAL, Optional.empty(), Progress.NONE, Cancellation.ON_INTERRUPT, Engine.DEFAULT);
    }

    /** This trainer with another weight of images that should be left alone. */
    public UnpairedTrainer withIdentity(double weight) {
        return new UnpairedTrainer(plan, weight, pool, checkpoint, progress, cancellation, engine);
    }

    /** This trainer with pools of another size. */
    public UnpairedTrainer withPool(int images) {
        return new UnpairedTrainer(plan, identity, images, checkpoint, progress, cancellation, engine);
    }

    /** This trainer, saving its state in a file. */
    public UnpairedTrainer checkpointing(Path file) {
        return new UnpairedTrainer(plan, identity, pool, Optional.of(file), progress, cancellation, engine);
    }

    /** This trainer, telling how far it is and asking whether to stop. */
    public UnpairedTrainer reporting(Progress to, Cancellation ask) {
        return new UnpairedTrainer(plan, identity, pool, checkpoint, to, ask, engine);
    }

    /** This trainer on another engine. */
    public UnpairedTrainer on(Engine other) {
        return new UnpairedTrainer(plan, identity, pool, checkpoint, progress, cancellation, other);
    }

    /**
     * Trains two generators and their discriminators from where they are, for the whole plan.
     *
     * @throws IllegalArgumentException if the networks do not fit the data
     * @throws dev.espalier.train.DivergenceException if a loss or a gradient stops being a finite number
     * @throws java.io.UncheckedIOException if a checkpoint cannot be saved
     */
    public CycleRun train(CycleNetworks networks, DomainSplit data) {
        check(networks, data);
        try (CycleGame game = new CycleGame(this, networks, data, start())) {
            return carryOut(game, GanLoop.Place.START, data);
        }
    }

    /**
     * Goes on where {@link #train} was stopped, to the same result as if it had not been; starts a new run if there is no
     * checkpoint yet.
     *
     * @param networks those the stopped run was given
     * @throws IllegalArgumentException if the trainer has no checkpoint file, or the checkpoint was made with another plan, other
     *     data or other networks
     * @throws java.io.UncheckedIOException if the checkpoint cannot be read
     */
    public CycleRun resume(CycleNetworks networks, DomainSplit data) {
        if (!Files.exists(file())) {
            return train(networks, data);
        }
        check(networks, data);
        JointCheckpoint<GanLoop.Place> saved = load(identity(networks.identity(), "", data));
        try (CycleGame game = new CycleGame(this, networks, data, saved.optimizers())) {
            game.restore(saved.parameters(), saved.memory());
            return carryOut(game, saved.place(), data);
        }
    }

    /**
     * Trains a student in one direction: λ_gan L_adv + λ_recon L1(made, made by the teacher) + λ_distill L_distill. There is no
     * way back, and the discriminator sees images alone.
     *
     * @param discriminator takes images of the second kind; a student begins with that of its teacher
     * @throws IllegalArgumentException if the networks do not fit each other or the data
     */
    public GanRun teach(Coach coach, Model student, Model discriminator, DomainSplit data) {
        check(coach, student, discriminator, data);
        OneWayGame.Setting setting = setting(coach, student, discriminator, data);
        try (OneWayGame game = new OneWayGame(setting, student, discriminator, start())) {
            return carryOut(game, GanLoop.Place.START, coach, data);
        }
    }

    /** Goes on where {@link #teach} was stopped, as {@link #resume(CycleNetworks, DomainSplit)} does. */
    public GanRun resume(Coach coach, Model student, Model discriminator, DomainSplit data) {
        if (!Files.exists(file())) {
            return teach(coach, student, discriminator, data);
        }
        check(coach, student, discriminator, data);
        OneWayGame.Setting setting = setting(coach, student, discriminator, data);
        JointCheckpoint<GanLoop.Place> saved = load(setting.identity());
        try (OneWayGame game = new OneWayGame(setting, student, discriminator, saved.optimizers())) {
            game.restore(saved.parameters());
            return carryOut(game, saved.place(), coach, data);
        }
    }

    private void check(CycleNetworks networks, DomainSplit data) {
        networks.check(data.train());
        if (identity > 0 && !networks.sameShapes()) {
            throw new IllegalArgumentException(
                    "the generators change the shape of images, so they cannot be asked to leave"
                            + " those alone that they make; use withIdentity(0)");
        }
    }

    private void check(Coach coach, Model student, Model discriminator, DomainSplit data) {
        Translation.check(
                "student",
                student,
                "takes",
                student.input().shape(),
                data.train().from());
        Translation.check(
                "student",
                student,
                "makes",
                student.output().shape(),
                data.train().to());
        CycleNetworks.check(discriminator, data.train().to());
        coach.check(student, plan.batchSize());
    }

    private OneWayGame.Setting setting(Coach coach, Model student, Model discriminator, DomainSplit data) {
        String networks = student.name() + " " + Digest.brief(student.parameters()) + ", " + discriminator.name() + " "
                + Digest.brief(discriminator.parameters());
        return new OneWayGame.Setting(
                identity(networks, coach.toString(), data),
                plan,
                Optional.of(coach),
                false,
                PairBatches.apart(
                        data.train().from(),
                        data.train().to(),
                        plan.batchSize(),
                        plan.seed().split("images")),
                data.test().from(),
                Optional.empty(),
                engine);
    }

    private CycleRun carryOut(CycleGame game, GanLoop.Place place, DomainSplit data) {
        Step done = step(data, "none").with("identity", identity).with("pool", pool);
        GanRun run = new GanLoop(plan, game, place, checkpoint, progress, cancellation).carryOut(done);
        Step last = run.generator().history().get(run.generator().history().size() - 1);
        return new CycleRun(run, game.networks(last));
    }

    private GanRun carryOut(OneWayGame game, GanLoop.Place place, Coach coach, DomainSplit data) {
        return new GanLoop(plan, game, place, checkpoint, progress, cancellation)
                .carryOut(step(data, coach.toString()));
    }

    private Step step(DomainSplit data, String teacher) {
        return Step.of(PairedTrainer.VERB, "data", data.train().from().title())
                .with(
                        "images",
                        Math.min(data.train().from().size(), data.train().to().size()))
                .with("plan", plan)
                .with("teacher", teacher);
    }

    /** What a checkpoint must agree with. */
    String identity(String networks, String teacher, DomainSplit data) {
        return plan + ", identity " + identity + ", pool " + pool + ", " + (teacher.isEmpty() ? "" : teacher + ", ")
                + data.train().identity() + ", " + networks;
    }

    private Path file() {
        return checkpoint.orElseThrow(
                () -> new IllegalArgumentException("nothing to resume: name the checkpoint file of the run"));
    }

    private JointCheckpoint<GanLoop.Place> load(String expected) {
        return JointCheckpoint.load(file(), "run", expected, GanLoop.Place.class);
    }

    private static List<OptimizerState> start() {
        return List.of(new OptimizerState(), new OptimizerState());
    }
}
