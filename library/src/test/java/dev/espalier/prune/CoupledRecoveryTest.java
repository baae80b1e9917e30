package dev.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.Thinning;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.solve.Gradual;
import dev.espalier.solve.OneShot;
import dev.espalier.solve.Recovered;
import dev.espalier.solve.Recovery;
import dev.espalier.solve.Solver;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Coupled channels pruned, recovered and thinned on real images: the excerpt of Fashion-MNIST in the jar. */
class CoupledRecoveryTest {

    private static final Split DATA = FashionMnist.excerpt();
    private static final Split SMALL =
            new Split(DATA.train().take(192), DATA.test().take(100));
    private static final Prune PRUNE = Prune.of(Scheme.parse("coupled"), Rate.times(2));

    private static Model trained;

    @BeforeAll
    static void train() {
        Model model = Zoo.resnet(8, Shape.of(1, 28, 28), 10, new Seed(1));
        trained = Trainer.of(TrainingPlan.of(1, new Seed(1)).withBatchSize(32))
                .train(model, SMALL)
                .model();
    }

    static Stream<Solver> solvers() {
        return Stream.of(new OneShot(), new Gradual(3, 0.5));
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void theThinnedNetworkIsAsGoodAsTheMaskedOne(Solver solver) {
        TrainingPlan plan = TrainingPlan.of(1, new Seed(7)).withBatchSize(32);
        Recovered recovered = new Recovery(PRUNE, solver, Trainer.of(plan)).run(trained, SMALL);
        Thinning thinning = Thinning.of(recovered.model());
        Evaluation masked = Evaluation.of(recovered.model(), SMALL.test(), SMALL.normalization());
        Evaluation thinned = Evaluation.of(thinning.model(), SMALL.test(), SMALL.normalization());

        assertThat(thinning.stays()).isEmpty();
        assertThat(thinning.cuts()).allSatisfy(cut -> assertThat(cut.channels())
                .hasSize(cut.coupling().channels() / 2));
        assertThat(thinned.accuracy()).isEqualTo(masked.accuracy());
        assertThat(thinned.loss()).isCloseTo(masked.loss(), within(1e-5));
        assertThat(Cost.of(thinning.model()).parameters())
                .isEqualTo(Cost.of(recovered.model()).kept());
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void aThinnedNetworkIsTrainedOn(Solver solver) {
        TrainingPlan plan = TrainingPlan.of(1, new Seed(7)).withBatchSize(32);
        Model thinned = new Recovery(PRUNE, solver, Trainer.of(plan))
                .run(trained, SMALL)
                .model()
                .thin();
        Model longer = Trainer.of(plan).train(thinned, SMALL).model();

        assertThat(longer.graph()).isEqualTo(thinned.graph());
        assertThat(longer.history().stream().map(step -> step.verb()))
                .containsSubsequence("zoo", "train", "prune", "train", "thin", "train");
    }
}
