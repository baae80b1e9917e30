package dev.espalier.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.Split;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.solve.Admm;
import dev.espalier.solve.OneShot;
import dev.espalier.solve.Recovered;
import dev.espalier.solve.Recovery;
import dev.espalier.solve.Solver;
import dev.espalier.solve.StraightThrough;
import dev.espalier.train.Clothes;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However weights get to their levels, at the end they are on them, and a mask that was there holds. */
class QuantizedTrainingTest {

    private static final Split DATA =
            new Split(Clothes.EXCERPT.train().take(128), Clothes.EXCERPT.test().take(64));

    static List<Solver> solvers() {
        return List.of(new OneShot(), StraightThrough.USUAL, new Admm(1e-2, 10, 2, 1, 1));
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void trainedWeightsEndOnTheirLevels(Solver solver) {
        Model dense = Clothes.classifier("levels", 4, true, new Seed(1));
        Model pruned =
                Prune.unstructured(Rate.times(2)).include("conv1").apply(dense).model();
        Quantize quantize = Quantize.mixed(4, 0.5);
        Recovered recovered = new Recovery(
                        quantize,
                        solver,
                        Trainer.of(TrainingPlan.of(1, new Seed(2)).withBatchSize(32)))
                .run(pruned, DATA);
        Quantized described = quantize.describe(pruned, recovered.model());

        assertThat(described.layers()).allMatch(QuantizedLayer::quantized);
        assertThat(described.layers()).allMatch(layer -> layer.error() > 0);
        Encoding before = pruned.encoding("conv2.weight");
        assertThat(recovered.model().encoding("conv2.weight").masked()).isEqualTo(before.masked());
        assertThat(recovered.model().history())
                .anyMatch(step -> step.verb().equals(Quantize.VERB)
                        && step.settings().get(Quantize.LEVELS).equals("mix:sp2-4:fixed4:0.5"));
    }
}
