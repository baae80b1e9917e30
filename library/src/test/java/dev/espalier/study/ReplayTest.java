package dev.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.Augmentation;
import dev.espalier.data.Split;
import dev.espalier.distill.Distill;
import dev.espalier.distill.Distillation;
import dev.espalier.distill.Features;
import dev.espalier.distill.LayerPair;
import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.Thinning;
import dev.espalier.model.file.StepJson;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Progress;
import dev.espalier.prune.Importance;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.quantize.Activations;
import dev.espalier.quantize.IntegerModel;
import dev.espalier.quantize.Quantize;
import dev.espalier.solve.Admm;
import dev.espalier.solve.Gradual;
import dev.espalier.solve.GroupLasso;
import dev.espalier.solve.IterativeMagnitude;
import dev.espalier.solve.OneShot;
import dev.espalier.solve.Recovery;
import dev.espalier.solve.Solver;
import dev.espalier.solve.StraightThrough;
import dev.espalier.train.Clipping;
import dev.espalier.train.Clothes;
import dev.espalier.train.Objective;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Schedule;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A history is a recipe: done again, it gives the same bits. */
class ReplayTest {

    private static final Split DATA =
            new Split(Clothes.images(200), Clothes.EXCERPT.test().take(50));
    private static final TrainingPlan PLAN = TrainingPlan.of(1, new Seed(5)).withBatchSize(25);

    private static Model net() {
        return Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(2));
    }

    private static void expectSame(Model again, Model model) {
        assertThat(Clothes.bits(again.parameters().arrays()))
                .isEqualTo(Clothes.bits(model.parameters().arrays()));
        assertThat(again.history()).isEqualTo(model.history());
        assertThat(again.encodings().keySet()).isEqualTo(model.encodings().keySet());
        assertThat(again.graph()).isEqualTo(model.graph());
    }

    @Test
    void foldedCalibratedQuantizedAndRounded() {
        Model folded = BatchNormFolding.of(Zoo.resnet(8, Shape.of(1, 28, 28), 10, new Seed(2)))
                .model();
        Model active = Activations.bits(4).on(40).apply(folded, DATA).model();
        Model integers =
                IntegerModel.of(Quantize.sumOfPowers(4).apply(active).model()).model();

        expectSame(Replay.of(integers).on(DATA).run(), integers);
        assertThat(integers.history())
                .extracting(Step::verb)
                .containsExactly("zoo", "fold", "calibrate", "quantize", "round");
        assertThatThrownBy(() -> Replay.of(active).run())
                .hasMessage("step 3: this was calibrated on images; say where they are: on(data)");
    }

    @Test
    void trainedPrunedAndTrainedAgain() {
        TrainingPlan unusual = PLAN.with(new Optimizer.AdamW(0.002))
                .with(new Schedule.Linear(0.1))
                .with(new Clipping.ByNorm(5))
                .with(new Augmentation(2, true))
                .withAccumulation(2)
                .withLabelSmoothing(0.1);
        Model trained = Trainer.of(unusual).train(net(), DATA).model();
        Model pruned = Prune.unstructured(Rate.times(4)).apply(trained).model();
        Model small = Trainer.of(PLAN).train(pruned, DATA).model();

        expectSame(Replay.of(small).on(DATA).run(), small);
        List<Step> read = StepJson.readAll(StepJson.write(small.history()));
        expectSame(Replay.of(read.subList(1, 4)).on(DATA).run(net()), small);
    }

    @Test
    void thinnedToSmallerShapes() {
        Model pruned = Prune.parse(Map.of("structure", "channel", "rate", "2x"))
                .apply(net())
                .model();
        Model thinned = Thinning.of(pruned).model();
        assertThat(thinned.history()).hasSize(3);
        expectSame(Replay.of(thinned).run(), thinned);
    }

    @Test
    void prunedByGradientsAndQuantized() {
        Model pruned = Prune.unstructured(Rate.times(2))
                .by(new Importance.Gradient(2))
                .apply(net(), DATA)
                .model();
        Model quantized = Quantize.mixed(4, 0.5).apply(pruned).model();
        expectSame(Replay.of(quantized).on(DATA).run(), quantized);
    }

    @Test
    void aSolverAndItsTrainingAreOneThing() {
        Model slow = new Recovery(Prune.unstructured(Rate.times(4)), new Gradual(3, 0.5), Trainer.of(PLAN))
                .run(net(), DATA)
                .model();
        assertThat(slow.history()).hasSize(3);
        expectSame(Replay.of(slow).on(DATA).run(), slow);

        assertThatThrownBy(Replay.of(slow.history().subList(0, 2)).on(DATA)::run)
                .hasMessage("step 2: solver gradual:rounds=3,until=0.5 trains, but no training follows it");
    }

    @Test
    void everySolverFindsTheSameWeightsAgain() {
        Model start = Zoo.create("resnet8", Shape.of(1, 28, 28), 10, new Seed(2));
        Split few = new Split(DATA.train().take(75), DATA.test().take(20));
        for (Solver solver : List.of(
                new Gradual(2, 0.5),
                new Admm(0.01, 10, 2, 1, 1),
                new GroupLasso(1e-3, 1e-3, 1, 1),
                new IterativeMagnitude(1, 0),
                new StraightThrough(2, 0.5))) {
            Model small = new Recovery(Prune.unstructured(Rate.times(4)), solver, Trainer.of(PLAN))
                    .run(start, few)
                    .model();
            assertThat(small.history().get(1).settings().get("solver")).isEqualTo(solver.text());
            expectSame(Replay.of(small).on(few).run(), small);
        }
    }

    @Test
    void recalibrationIsAStepOfItsOwn() {
        Model start = Zoo.create("resnet8", Shape.of(1, 28, 28), 10, new Seed(2));
        Model small = new Recovery(Prune.unstructured(Rate.times(4)), new OneShot(), Trainer.of(PLAN))
                .run(start, DATA)
                .model();
        assertThat(small.history()).extracting(Step::verb).containsExactly("zoo", "prune", "recalibrate", "train");
        expectSame(Replay.of(small).on(DATA).run(), small);
        assertThatThrownBy(Replay.of(small.history().subList(0, 3))::run)
                .hasMessage("step 3: its statistics were measured on training images; say where they are: on(data)");
    }

    @Test
    void aTeacherIsBroughtAlong() {
        Model teacher = Trainer.of(PLAN).train(net(), DATA).model();
        Distill distill =
                Distill.answers(4, 0.9).and(Features.adapted(0.1, new Seed(3), new LayerPair("relu4", "relu3")));
        Model student = new Distillation(distill, teacher, Trainer.of(PLAN))
                .train(net(), DATA)
                .model();
        expectSame(Replay.of(student).on(DATA).knowing(net(), teacher).run(), student);

        Replay alone = Replay.of(student).on(DATA);
        assertThatThrownBy(alone::run)
                .hasMessage("step 2: its teacher " + Distill.reference(teacher) + " is needed: knowing(it)");
        assertThatThrownBy(alone.knowing(net())::run)
                .hasMessageStartingWith("step 2: its teacher lenet5@")
                .hasMessageEndingWith("known are [" + Distill.reference(net()) + "]");
    }

    @Test
    void anObjectiveThatIsADistillationIsReadFromItsName() {
        Model teacher = net();
        Model student = Trainer.of(PLAN)
                .towards(Distill.answers(2, 1).objective(teacher))
                .train(net(), DATA)
                .model();
        expectSame(Replay.of(student).on(DATA).knowing(teacher).run(), student);

        Model own = Trainer.of(PLAN)
                .towards(new Objective("mine", (graph, forward) -> forward.crossEntropy()))
                .train(net(), DATA)
                .model();
        assertThatThrownBy(Replay.of(own).on(DATA)::run)
                .hasMessage(
                        "step 2: the objective 'mine' was made in a program and cannot be made again from its name");
    }

    @Test
    void aTrainingThatWasStoppedIsStoppedAtTheSameStep() {
        AtomicInteger polls = new AtomicInteger();
        Model stopped = Trainer.of(PLAN)
                .reporting(Progress.NONE, () -> polls.incrementAndGet() > 100)
                .train(net(), DATA)
                .model();
        String steps = stopped.history().get(1).settings().get("steps");
        assertThat(Integer.parseInt(steps)).isBetween(1, 7);
        expectSame(Replay.of(stopped).on(DATA).run(), stopped);
    }

    @Test
    void theUserMayStopIt() {
        Model trained = Trainer.of(PLAN).train(net(), DATA).model();
        AtomicInteger polls = new AtomicInteger();
        assertThatThrownBy(
                        Replay.of(trained).on(DATA).reporting(Progress.NONE, () -> polls.incrementAndGet() > 100)::run)
                .isInstanceOf(CancellationException.class)
                .hasMessageMatching("stopped at step [1-7] of 8");
    }

    @Test
    void whatCannotBeDoneAgainIsNamed() {
        Model trained = Trainer.of(PLAN).train(net(), DATA).model();
        assertThatThrownBy(Replay.of(trained)::run)
                .hasMessageStartingWith(
                        "step 2: this was trained on Fashion-MNIST train [excerpt], 200 images, digest ")
                .hasMessageEndingWith("; say where they are: on(data)");
        assertThatThrownBy(Replay.of(trained).on(new Split(Clothes.images(100), DATA.test()))::run)
                .hasMessageContaining("200 images", "100 images");
        List<Step> unknown = List.of(net().history().get(0), Step.of("sharpen", "by", "2"));
        assertThatThrownBy(Replay.of(unknown)::run)
                .hasMessageStartingWith(
                        "step 2: 'sharpen' cannot be done again; there is zoo, train, distill, prune, quantize, calibrate,"
                                + " fold, round, recalibrate, thin");
        List<Step> more = List.of(net().history().get(0), Step.of("fold", "norms", "all"));
        assertThatThrownBy(Replay.of(more)::run).hasMessage("step 2: folding has no setting 'norms'; there is none");
        assertThatThrownBy(Replay.of(Clothes.classifier("own", 4, true, new Seed(1)))::run)
                .hasMessage("a history that starts with 'build name=own seed=1' does not say how to make the network;"
                        + " make it and run the rest on it");
        assertThatThrownBy(Replay.of(List.of())::run).hasMessageStartingWith("a history that starts with nothing");
        List<Step> typo = List.of(net().history().get(0), Step.of("prune", "structure", "pattern", "rte", "4x"));
        assertThatThrownBy(Replay.of(typo)::run)
                .hasMessage("step 2: pruning has no setting 'rte'; did you mean 'rate'?");
    }
}
