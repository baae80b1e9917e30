package dev.espalier.kernel.bench;

import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.quantize.Quantize;
import dev.espalier.solve.Admm;
import dev.espalier.solve.Aim;
import dev.espalier.solve.Attempt;
import dev.espalier.train.Engine;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import dev.espalier.train.TrainingRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * A network that is trained for the same number of steps plainly and under ADMM.
 *
 * @param network of the zoo, for images of 28 by 28
 * @param goal what the aim is called in the name of the case
 * @param aim what ADMM works towards
 */
record AdmmCase(String network, String goal, Aim aim) {

    private static final Seed SEED = new Seed(1);
    private static final int BATCH = 64;
    private static final int BATCHES_TO_WARM_UP = 10;
    private static final Rate RATE = Rate.times(4);

    /** LeNet-5 has no 3x3 kernels for patterns. */
    static final List<AdmmCase> ALL = List.of(
            pruned("lenet5", "unstructured"),
            quantizedToo("lenet5", "unstructured"),
            pruned("resnet20", "pattern:8"),
            quantizedToo("resnet20", "pattern:8"));

    private static AdmmCase pruned(String network, String structure) {
        return new AdmmCase(network, structure, Prune.of(Scheme.parse(structure), RATE));
    }

    /** With a dual for each of the two. */
    private static AdmmCase quantizedToo(String network, String structure) {
        Aim both = Prune.of(Scheme.parse(structure), RATE).and(Quantize.fixed(4));
        return new AdmmCase(network, structure + "+fixed4", both);
    }

    /** What {@code --only} takes. */
    String name() {
        return "admm:" + network + ":" + goal;
    }

    /**
     * Measures on one thread, after a few batches to warm up. Models are judged by a single batch, as a long judgement
     * after each epoch would hide what ADMM adds.
     *
     * @param epochs of each kind, in turns
     * @throws CancellationException if asked to stop
     */
    AdmmCost measure(Split data, int epochs, Cancellation cancellation) throws IOException {
        Trainer trainer = Trainer.of(TrainingPlan.of(1, SEED).withBatchSize(BATCH))
                .on(Engine.DEFAULT.threads(1))
                .reporting(Progress.NONE, cancellation);
        Model model = Zoo.create(
                network, Shape.of(1, 28, 28), data.train().classNames().size(), SEED);
        Split epoch = part(data, data.train().size());
        Split few = part(data, BATCH * BATCHES_TO_WARM_UP);
        new Plain(trainer, model, few).run(1);
        held(trainer, model, few).run(1);
        List<Measurement> plain = new ArrayList<>();
        List<Measurement> held = new ArrayList<>();
        for (int round = 0; round < epochs; round++) {
            // There and back: neither is always the one that comes after the other.
            if (round % 2 == 0) {
                plain.add(WorkerLoop.measure(new Plain(trainer, model, epoch), 1));
            }
            held.add(WorkerLoop.measure(held(trainer, model, epoch), 1));
            if (round % 2 == 1) {
                plain.add(WorkerLoop.measure(new Plain(trainer, model, epoch), 1));
            }
        }
        return new AdmmCost(name(), (epoch.train().size() + BATCH - 1) / BATCH, plain, held);
    }

    private static Split part(Split data, int images) {
        return new Split(
                data.train().take(Math.min(images, data.train().size())),
                data.test().take(Math.min(BATCH, data.test().size())));
    }

    private Steps held(Trainer trainer, Model model, Split data) {
        return new Held(model, new Attempt(aim.settle(model, data), aim.step(), trainer, data, false));
    }

    private static double loss(TrainingRun run) {
        if (!run.finished()) {
            throw new CancellationException("stopped within an epoch");
        }
        return run.epochs().get(run.epochs().size() - 1).loss();
    }

    /** Whole epochs of training that nothing holds. */
    private record Plain(Trainer trainer, Model model, Split data) implements Steps {

        @Override
        public String description() {
            return "plain training";
        }

        @Override
        public double run(int count) {
            return loss(trainer.with(trainer.plan().withEpochs(count)).train(model, data));
        }

        @Override
        public void close() {}
    }

    /**
     * Whole epochs of ADMM, which renews its copies and duals after each, as usual. The projections it begins and ends
     * with, usually once in twenty epochs, count in full.
     */
    private record Held(Model model, Attempt attempt) implements Steps {

        @Override
        public String description() {
            return "ADMM";
        }

        @Override
        public double run(int count) {
            int rounds = count * Admm.USUAL.rounds() / Admm.USUAL.epochs();
            Admm admm = new Admm(Admm.USUAL.rho(), Admm.USUAL.growth(), 1, count, rounds);
            return loss(admm.solve(model, attempt).runs().get(0));
        }

        @Override
        public void close() {}
    }
}
