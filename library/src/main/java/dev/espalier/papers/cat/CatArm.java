package dev.espalier.papers.cat;

import dev.espalier.budget.Budget;
import dev.espalier.budget.Measure;
import dev.espalier.data.PairSplit;
import dev.espalier.experiment.Arm;
import dev.espalier.experiment.Outcome;
import dev.espalier.gan.Coach;
import dev.espalier.gan.GanPlan;
import dev.espalier.gan.GanRun;
import dev.espalier.gan.Guidance;
import dev.espalier.gan.OneStepSearch;
import dev.espalier.gan.PairedTrainer;
import dev.espalier.gan.StudentArchitecture;
import dev.espalier.gan.TaughtLayers;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.block.NormKind;
import dev.espalier.model.file.ModelFile;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.train.Optimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * All generators of one seed: the teacher, the students that are found in it, and the generator the paper compares with.
 *
 * @param extent how much is run
 * @param pairs edges and clothes
 * @param judge of all generators
 * @param around where this runs
 */
record CatArm(Extent extent, PairSplit pairs, Judge judge, Arm.Surroundings around) {

    private static final int WIDTH = 8;
    private static final int BLOCKS = 3;
    private static final int REDUCTION = 4;
    private static final int LEAST = 4;
    private static final int DISCRIMINATOR = 16;
    private static final int HALVINGS = 2;
    private static final int BATCH = 32;
    private static final double RATE = 1e-3;
    private static final double DISTILLATION = 1;
    private static final double NANOSECONDS = 1e9;
    private static final Shape IMAGE = Shape.of(1, 28, 28);
    private static final Shape PAIR = Shape.of(2, 28, 28);

    /** A generator as it was trained, with the discriminator it was trained against. */
    private record Trained(Model generator, Model discriminator) {}

    static String settings() {
        return "width " + WIDTH + ", " + BLOCKS + " blocks, reduction " + REDUCTION + ", at least " + LEAST
                + " channels, discriminator " + DISCRIMINATOR + " with " + HALVINGS + " halvings, batch " + BATCH
                + ", rate " + RATE + ", distillation " + DISTILLATION;
    }

    Outcome run() throws IOException {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("accuracy of the wanted images", judge.accuracyOfWanted());
        Seed seed = around.seed();
        Model discriminator = GanZoo.patchDiscriminator(PAIR, DISCRIMINATOR, HALVINGS, seed.split("discriminator"));
        Model original = GanZoo.resnetGenerator(IMAGE, 1, WIDTH, BLOCKS, NormKind.BATCH, seed.split("original"));
        judged(numbers, CatRecipe.ORIGINAL, train("original", original, discriminator, Optional.empty()));
        Model fresh =
                GanZoo.inceptionGenerator(IMAGE, 1, WIDTH, BLOCKS, REDUCTION, NormKind.BATCH, seed.split("teacher"));
        Trained teacher = train("teacher", fresh, discriminator, Optional.empty());
        judged(numbers, CatRecipe.TEACHER, teacher);
        for (String budget : extent.budgets()) {
            StudentArchitecture found = find(numbers, budget, teacher.generator());
            for (Guidance guidance : Guidance.values()) {
                String name = CatRecipe.student(guidance, budget);
                // All students of a budget begin with the same weights, so that only the distillation differs.
                Model student = found.fresh(seed.split("student").split(budget));
                Optional<Coach> coach = guidance.loss(DISTILLATION, TaughtLayers.of(found), seed.split("adaptors"))
                        .map(loss -> new Coach(teacher.generator(), loss));
                judged(numbers, name, train(name.replaceAll("\\W", "-"), student, teacher.discriminator(), coach));
            }
        }
        return Outcome.of(numbers);
    }

    private void judged(Map<String, Double> numbers, String name, Trained trained) {
        judge.of(trained.generator()).forEach((number, value) -> numbers.put(CatRecipe.of(name, number), value));
    }

    private static StudentArchitecture find(Map<String, Double> numbers, String name, Model teacher) {
        long start = System.nanoTime();
        Budget budget = Budget.share(Measure.MACS, CatRecipe.BUDGETS.get(name));
        StudentArchitecture found = OneStepSearch.of(teacher, LEAST).find(budget);
        numbers.put(CatRecipe.of("search " + name, "seconds"), (System.nanoTime() - start) / NANOSECONDS);
        numbers.put(
                CatRecipe.of("search " + name, "part of the budget"),
                (double) found.has() / budget.amount().of(found.had()));
        Unevenness unevenness = Unevenness.of(found);
        unevenness.kept().forEach((kind, kept) -> numbers.put(CatRecipe.of("search " + name, kind), kept));
        numbers.put(CatRecipe.of("search " + name, "unevenness"), unevenness.points());
        numbers.put(CatRecipe.of("search " + name, "unevenness by chance"), unevenness.byChance());
        return found;
    }

    private Trained train(String name, Model generator, Model discriminator, Optional<Coach> coach) throws IOException {
        Path done = around.folder().resolve(name + ".espalier");
        Path against = around.folder().resolve(name + "-discriminator.espalier");
        if (Files.exists(done) && Files.exists(against)) {
            return new Trained(ModelFile.load(done), ModelFile.load(against));
        }
        int half = extent.epochs() / 2;
        Optimizer adam = new Optimizer.Adam(RATE, 0.5, 0.999, 1e-8, 0);
        GanPlan plan = GanPlan.paired(
                        half, extent.epochs() - half, around.seed().split("order"))
                .withBatchSize(BATCH)
                .with(adam, adam);
        PairedTrainer trainer = PairedTrainer.of(plan)
                .checkpointing(around.folder().resolve(name + ".checkpoint"))
                .reporting(around.progress(), around.cancellation());
        GanRun run = coach.map(trainer::taughtBy).orElse(trainer).resume(generator, discriminator, pairs);
        if (!run.finished()) {
            throw new CancellationException("stopped while training '" + name + "'");
        }
        ModelFile.save(run.discriminator(), against);
        ModelFile.save(run.generator(), done);
        return new Trained(run.generator(), run.discriminator());
    }
}
