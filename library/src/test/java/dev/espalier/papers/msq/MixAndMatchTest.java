package dev.espalier.papers.msq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Encoding;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.quantize.Agreement;
import dev.espalier.quantize.Levels;
import dev.espalier.solve.Admm;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One's own network and data in one call. */
class MixAndMatchTest {

    private static final Split EXCERPT = FashionMnist.excerpt();
    private static final Split DATA =
            new Split(EXCERPT.train().take(192), EXCERPT.test().take(60));
    private static final Model LENET = Trainer.of(TrainingPlan.of(2, new Seed(1)))
            .train(Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1)), DATA)
            .model();
    private static final MixAndMatch MSQ = MixAndMatch.sharing(0.6, new Seed(2))
            .with(new Admm(0.1, 10, 2, 1, 1))
            .by(Trainer.of(MixAndMatch.plan(1, new Seed(2))));

    @Test
    void everyLayerHasRowsOfBothKindsAndReadsFourBits() {
        Matched matched = MSQ.apply(LENET, DATA);

        Model model = matched.model();
        List<String> weights = model.parameters().names().stream()
                .filter(name -> name.endsWith(".weight"))
                .toList();
        assertThat(weights).hasSize(5);
        for (String weight : weights) {
            List<LevelSet> sets = ((Encoding.Quantized) model.encoding(weight)).sets();
            assertThat(sets)
                    .filteredOn(LevelSet.SumOfPowers.class::isInstance)
                    .as(weight)
                    .hasSize((int) Math.round(0.6 * sets.size()));
            assertThat(sets).as(weight).containsOnly(new LevelSet.SumOfPowers(4), new LevelSet.Fixed(4));
        }
        assertThat(model.graph().layers())
                .filteredOn(node -> node.op() instanceof FakeQuantize)
                .extracting(node -> ((FakeQuantize) node.op()).bits())
                .containsExactly(8, 4, 4, 4, 4);
        Agreement agreement = matched.integers().agreement(DATA, 20);
        assertThat(agreement.isExact()).as(agreement.toString()).isTrue();
        assertThat(matched.toString())
                .contains("quantized, mix:sp2-4:fixed4:0.6 per row", "in floating point", "with rounded activations");
        assertThat(LENET.encodings()).isEmpty();
    }

    @Test
    void whatWasStoppedGoesOnToTheSame(@TempDir Path folder) {
        Trainer trainer = MSQ.trainer().checkpointing(folder.resolve("checkpoint"));
        Model whole = MSQ.apply(LENET, DATA).model();
        AtomicInteger asked = new AtomicInteger();
        Cancellation soon = () -> asked.incrementAndGet() > 30;
        try {
            Matched stopped = MSQ.by(trainer.reporting(Progress.NONE, soon)).apply(LENET, DATA);
            assertThat(stopped.recovered().run().finished()).isFalse();
        } catch (CancellationException early) {
            assertThat(asked.get()).isPositive();
        }

        Model resumed = MSQ.by(trainer).resume(LENET, DATA).model();

        assertThat(resumed.parameters().arrays()).isEqualTo(whole.parameters().arrays());
        assertThat(resumed.encodings()).isEqualTo(whole.encodings());
    }

    @Test
    void aNetworkThatDoesNotFitTheDataIsRefused() {
        Model other = Zoo.lenet5(Shape.of(3, 32, 32), 10, new Seed(1));
        assertThatThrownBy(() -> MSQ.apply(other, DATA)).hasMessageContaining("[N, 3, 32, 32]");
    }

    @Test
    void levelsMayBeOthers() {
        Levels powers = new Levels.Uniform(new LevelSet.PowerOfTwo(4));
        assertThat(MixAndMatch.to(powers, new Seed(1)).weights().levels()).isEqualTo(powers);
        assertThatThrownBy(() -> MixAndMatch.sharing(60, new Seed(1)))
                .hasMessage("a share of 60.0 rows of sp2-4; it is 0 to 1");
    }
}
