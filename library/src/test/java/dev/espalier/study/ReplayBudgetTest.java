package dev.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.budget.Allocation;
import dev.espalier.budget.Allocator;
import dev.espalier.budget.Budget;
import dev.espalier.budget.Dials;
import dev.espalier.budget.PruneDials;
import dev.espalier.budget.QuantizeDials;
import dev.espalier.budget.Sensitivity;
import dev.espalier.budget.SensitivityAnalysis;
import dev.espalier.budget.Strategy;
import dev.espalier.budget.Strategy.Threshold.Score;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.Thinning;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Progress;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.solve.Gradual;
import dev.espalier.solve.Recovered;
import dev.espalier.solve.Recovery;
import dev.espalier.train.Clothes;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that met a budget: what was found is in their history, and not how. */
class ReplayBudgetTest {

    private static final Split DATA =
            new Split(Clothes.images(100), Clothes.EXCERPT.test().take(20));
    private static final TrainingPlan PLAN = TrainingPlan.of(1, new Seed(5)).withBatchSize(25);
    private static final Model NET = Zoo.create("resnet8", Shape.of(1, 28, 28), 10, new Seed(2));

    private static void expectSame(Model model) {
        Model again = Replay.of(model).on(DATA).run();
        assertThat(Clothes.bits(again.parameters().arrays()))
                .isEqualTo(Clothes.bits(model.parameters().arrays()));
        assertThat(again.encodings().keySet()).isEqualTo(model.encodings().keySet());
        assertThat(again.graph()).isEqualTo(model.graph());
        assertThat(again.history()).isEqualTo(model.history());
    }

    private static Dials pruning(String scheme) {
        return PruneDials.of(NET, Prune.of(Scheme.parse(scheme), Rate.times(16)));
    }

    private static Allocation divided(String budget, String strategy, Dials dials) {
        Strategy by = strategy.equals("measured")
                ? new Strategy.Measured(
                        SensitivityAnalysis.of(Sensitivity.usual(new Seed(4)).on(60))
                                .measure(dials, DATA))
                : strategy.equals("uniform") ? new Strategy.Uniform() : new Strategy.Threshold(Score.valueOf(strategy));
        return new Allocator(Budget.parse(budget), by).allocate(dials);
    }

    @ParameterizedTest
    @CsvSource({
        "unstructured,parameters 20%,uniform",
        "unstructured,macs 30%,LAMP",
        "unstructured,parameters 25%,MAGNITUDE",
        "pattern:8,macs 30%,uniform",
        "block-punched:8x4,bytes 40%,measured",
        "filter,macs 50%,LAMP",
    })
    void ratesThatWereFoundArePrunedAgain(String scheme, String budget, String strategy) {
        Allocation allocation = divided(budget, strategy, pruning(scheme));

        expectSame(allocation.model());
        expectSame(Trainer.of(PLAN).train(allocation.model(), DATA).model());
    }

    @Test
    void channelsThatWereFoundAreTakenOutAgain() {
        expectSame(
                Thinning.of(divided("macs 50%", "uniform", pruning("coupled")).model())
                        .model());
    }

    @ParameterizedTest
    @CsvSource({"uniform", "measured"})
    void bitsThatWereFoundAreQuantizedAgain(String strategy) {
        expectSame(
                divided("bytes 20%", strategy, QuantizeDials.fixed(NET, 2, 8)).model());
    }

    @Test
    void aBudgetThatASolverReachedIsReachedAgain() {
        Allocation allocation = divided("parameters 20%", "LAMP", pruning("unstructured"));
        Recovered recovered = new Recovery(allocation.aim(), new Gradual(3, 0.5), Trainer.of(PLAN)).run(NET, DATA);

        expectSame(recovered.model());
    }

    /** A solver decides by how much training there is, so half of it is another way and not half of the way. */
    @Test
    void aSolverThatWasStoppedIsNotTakenForOneThatWasNot() {
        AtomicInteger polls = new AtomicInteger();
        Model stopped = new Recovery(
                        Prune.unstructured(Rate.times(4)),
                        new Gradual(3, 0.5),
                        Trainer.of(TrainingPlan.of(4, new Seed(5)).withBatchSize(25))
                                .reporting(Progress.NONE, () -> polls.incrementAndGet() > 2000))
                .run(NET, DATA)
                .model();

        assertThatThrownBy(Replay.of(stopped).on(DATA)::run)
                .hasMessageMatching(
                        "step 2: this was stopped at step [0-9]+ of 16, and a solver cannot be stopped there"
                                + " again");
    }
}
