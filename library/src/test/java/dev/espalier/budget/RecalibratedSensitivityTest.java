package dev.espalier.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.budget.SensitivityCurve.Point;
import dev.espalier.data.Dataset;
import dev.espalier.engine.Executor;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.solve.Recalibration;
import dev.espalier.train.Engine;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sensitivity with running statistics renewed at every point. */
class RecalibratedSensitivityTest {

    private static final Rate STRONG = Rate.times(16);
    private static final Sensitivity WITH =
            Sensitivity.usual(new Seed(4)).on(200).recalibrating(200).at(STRONG);

    private static Model resnet;

    @TempDir
    Path directory;

    @BeforeAll
    static void train() {
        TrainingPlan plan = TrainingPlan.of(4, new Seed(1)).withBatchSize(32);
        Model fresh = Zoo.create("resnet8", Shape.of(1, 28, 28), 10, new Seed(3));
        resnet = Trainer.of(plan).train(fresh, Small.DATA).model();
    }

    private static Dials dials(Model model) {
        return PruneDials.of(model, Prune.unstructured(Rate.times(32)));
    }

    private static SensitivityCurves measure(Sensitivity sensitivity, Model model) {
        return SensitivityAnalysis.of(sensitivity).measure(dials(model), Small.DATA);
    }

    @Test
    void aResidualNetworkIsNoLongerJudgedByStaleStatistics() {
        SensitivityCurves stale = measure(WITH.recalibrating(0), resnet);
        SensitivityCurves renewed = measure(WITH, resnet);
        assertThat(stale.curves()).hasSize(6);
        for (SensitivityCurve curve : stale.curves()) {
            String layer = curve.dial().name();
            Point before = curve.points().get(1);
            Point after = renewed.of(layer).points().get(1);
            assertThat(after.loss()).as(layer).isLessThan(before.loss());
            assertThat(after.accuracy()).as(layer).isGreaterThan(before.accuracy());
            assertThat(after.cost()).isEqualTo(before.cost());
        }
        SensitivityCurve first = renewed.of("layer1.0.conv1");
        assertThat(stale.of("layer1.0.conv1").increase(STRONG.keep()))
                .as("how much of what stale statistics say is about statistics")
                .isGreaterThan(5 * first.increase(STRONG.keep()));
    }

    @Test
    void aPointIsTheRecalibratedModelAndSoIsTheModelAsItIs() {
        Dials dials = dials(Small.trained());
        SensitivityCurves curves = measure(WITH, Small.trained());
        Dataset statistical = WITH.statistical(Small.DATA.train());
        for (double keep : List.of(1.0, STRONG.keep())) {
            Model recalibrated;
            try (var recalibrator = new Recalibration(200, 100)
                    .prepare(dials.model(), statistical, Small.DATA.normalization(), Engine.DEFAULT)) {
                recalibrated =
                        recalibrator.apply(dials.turned(Map.of("second", keep)), Progress.NONE, Cancellation.NEVER);
            }
            Evaluation judged = Evaluation.of(recalibrated, WITH.validation(Small.DATA), Small.DATA.normalization());
            Point point = curves.of("second").points().get(keep == 1 ? 0 : 1);
            assertThat(point.loss()).isEqualTo(judged.loss());
            assertThat(point.accuracy()).isEqualTo(judged.accuracy());
        }
        assertThat(curves.toString()).contains("after batch normalisation was recalibrated on 200 training images");
    }

    @Test
    void statisticsAreOfTrainingImagesThatDoNotJudge() {
        Set<ByteBuffer> training = pixels(Small.DATA.train());
        Set<ByteBuffer> judging = pixels(WITH.validation(Small.DATA));
        Dataset statistical = WITH.statistical(Small.DATA.train());
        assertThat(statistical.size()).isEqualTo(200);
        assertThat(pixels(statistical)).hasSize(200).isSubsetOf(training).doesNotContainAnyElementsOf(judging);
        assertThat(pixels(WITH.statistical(Small.DATA.train()))).isEqualTo(pixels(statistical));

        int all = Small.DATA.train().size();
        assertThat(pixels(WITH.on(all - 100).statistical(Small.DATA.train())))
                .as("too few do not judge")
                .hasSize(200)
                .isSubsetOf(training);
        assertThat(WITH.recalibrating(all + 1).statistical(Small.DATA.train()).size())
                .isEqualTo(all);
    }

    private static Set<ByteBuffer> pixels(Dataset images) {
        Set<ByteBuffer> all = new HashSet<>();
        IntStream.range(0, images.size()).forEach(i -> all.add(ByteBuffer.wrap(images.pixels(i))));
        return all;
    }

    @Test
    void pointsOfOtherStatisticsAreRefused() throws IOException {
        Path file = directory.resolve("points");
        Dials dials = dials(Small.trained());
        SensitivityAnalysis.of(WITH).saving(file).measure(dials, Small.DATA);
        for (int other : List.of(0, 300)) {
            assertThatThrownBy(() -> SensitivityAnalysis.of(WITH.recalibrating(other))
                            .saving(file)
                            .measure(dials, Small.DATA))
                    .hasMessageStartingWith("the points in " + file + " were measured with another recalibration:")
                    .hasMessageContaining("saved 200 of Fashion-MNIST train")
                    .hasMessageContaining(other == 0 ? "now   none" : "now   300 of Fashion-MNIST train");
        }
        int all = Small.DATA.train().size();
        Path judgedByAll = directory.resolve("all");
        SensitivityAnalysis.of(WITH.on(all)).saving(judgedByAll).measure(dials, Small.DATA);
        Sensitivity otherwiseDrawn = new Sensitivity(all, new Seed(5), WITH.rates(), WITH.recalibration());
        assertThatThrownBy(() -> SensitivityAnalysis.of(otherwiseDrawn)
                        .saving(judgedByAll)
                        .measure(dials, Small.DATA))
                .hasMessageContaining("another recalibration");
    }

    @Test
    void pointsFromBeforeThereWasRecalibrationAreOfNone() throws IOException {
        Path file = directory.resolve("points");
        Dials dials = dials(Small.trained());
        SensitivityAnalysis without =
                SensitivityAnalysis.of(WITH.recalibrating(0)).saving(file);
        SensitivityCurves measured = without.measure(dials, Small.DATA);
        String old = Files.readString(file).replaceFirst(",\\s*\"recalibration\" : \"none\"", "");
        assertThat(old).doesNotContain("recalibration");
        Files.writeString(file, old);
        assertThat(without.measure(dials, Small.DATA)).isEqualTo(measured);
        assertThatThrownBy(() -> SensitivityAnalysis.of(WITH).saving(file).measure(dials, Small.DATA))
                .hasMessageContaining("saved none");
    }

    @Test
    void twoExecutorsAreEnoughForAllPoints() {
        AtomicInteger built = new AtomicInteger();
        AtomicInteger open = new AtomicInteger();
        Engine counting = graph -> {
            built.incrementAndGet();
            open.incrementAndGet();
            return new Closing(Engine.DEFAULT.executor(graph), open);
        };
        SensitivityAnalysis.of(WITH).on(counting).measure(dials(Small.trained()), Small.DATA);
        assertThat(built).hasValue(2);
        assertThat(open).as("not closed").hasValue(0);
    }

    private record Closing(Executor executor, AtomicInteger open) implements Executor {

        @Override
        public Map<String, INDArray> run(
                Map<String, INDArray> feeds, Map<String, INDArray> into, Cancellation cancellation) {
            return executor.run(feeds, into, cancellation);
        }

        @Override
        public void close() {
            open.decrementAndGet();
            executor.close();
        }
    }

    @Test
    void aNetworkWithoutStatisticsIsAsItWas() {
        var net = new ModelBuilder("plain");
        var hidden = net.relu(net.linear("hidden", net.flatten(net.input(1, 28, 28)), 16));
        Model plain = net.build(net.linear("classifier", hidden, 10), new Seed(1));
        Path file = directory.resolve("plain");
        SensitivityCurves without =
                SensitivityAnalysis.of(WITH.recalibrating(0)).saving(file).measure(dials(plain), Small.DATA);
        assertThat(SensitivityAnalysis.of(WITH).saving(file).measure(dials(plain), Small.DATA))
                .isEqualTo(without);
        assertThat(measure(WITH, plain)).isEqualTo(without);
    }
}
