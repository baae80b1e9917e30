package dev.espalier.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.Dataset;
import dev.espalier.engine.Executor;
import dev.espalier.model.Cost;
import dev.espalier.model.Seed;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.train.Engine;
import dev.espalier.train.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class SensitivityTest {

    private static final Sensitivity FEW =
            Sensitivity.usual(new Seed(4)).on(200).recalibrating(0).at(Rate.times(2), Rate.times(4), Rate.times(16));

    @TempDir
    Path directory;

    private static Dials dials() {
        return PruneDials.of(Small.trained(), Prune.unstructured(Rate.times(32)));
    }

    @Test
    void aPointIsTheModelWithOneDialTurned() {
        Dials dials = dials();
        SensitivityCurves curves = SensitivityAnalysis.of(FEW).measure(dials, Small.DATA);

        assertThat(curves.finished()).isTrue();
        assertThat(curves.curves())
                .extracting(curve -> curve.dial().name())
                .containsExactly("first", "second", "point");
        Dataset images = FEW.validation(Small.DATA);
        for (SensitivityCurve curve : curves.curves()) {
            assertThat(curve.points())
                    .extracting(SensitivityCurve.Point::keep)
                    .containsExactly(1.0, 0.5, 0.25, 1 / 16.0);
            for (SensitivityCurve.Point point : curve.points()) {
                var turned = dials.turned(Map.of(curve.dial().name(), point.keep()));
                Evaluation judged = Evaluation.of(turned, images, Small.DATA.normalization());
                assertThat(point.loss()).isEqualTo(judged.loss());
                assertThat(point.accuracy()).isEqualTo(judged.accuracy());
                assertThat(point.cost()).isEqualTo(Cost.of(turned));
            }
            assertThat(curve.increase(1 / 16.0)).as(curve.dial().name()).isGreaterThan(curve.increase(0.5));
        }
        assertThat(curves.toString())
                .contains("small", "unstructured pruning by l2", "200 images of Fashion-MNIST train", "second", "16x");
        assertThat(curves.toTable().rowCount()).isEqualTo(12);
    }

    @Test
    void imagesAreTrainingImages() {
        Dataset images = FEW.validation(Small.DATA);
        assertThat(images.size()).isEqualTo(200);
        assertThat(images.counts()).containsOnly(20);
        Set<List<Byte>> training = new HashSet<>();
        for (int i = 0; i < Small.DATA.train().size(); i++) {
            training.add(boxed(Small.DATA.train().pixels(i)));
        }
        for (int i = 0; i < images.size(); i++) {
            assertThat(training).contains(boxed(images.pixels(i)));
        }
        assertThat(FEW.validation(Small.DATA).pixels(7)).isEqualTo(images.pixels(7));
    }

    private static List<Byte> boxed(byte[] bytes) {
        Byte[] boxed = new Byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            boxed[i] = bytes[i];
        }
        return List.of(boxed);
    }

    @Test
    void aStoppedAnalysisGoesOnWhereItWas() {
        Path file = directory.resolve("small.sensitivity");
        SensitivityCurves whole = SensitivityAnalysis.of(FEW).measure(dials(), Small.DATA);
        AtomicInteger executors = new AtomicInteger();
        Engine counting = graph -> {
            executors.incrementAndGet();
            return Engine.DEFAULT.executor(graph);
        };
        AtomicInteger told = new AtomicInteger();
        SensitivityCurves stopped = SensitivityAnalysis.of(FEW)
                .saving(file)
                .on(counting)
                .reporting(counter(told), () -> told.get() >= 5)
                .measure(dials(), Small.DATA);

        assertThat(executors).as("one executor for all points").hasValue(1);
        assertThat(stopped.finished()).isFalse();
        assertThat(stopped.toString()).endsWith("stopped before every point was measured");
        assertThat(stopped.curves().stream()
                        .mapToInt(curve -> curve.points().size() - 1)
                        .sum())
                .isEqualTo(4);

        AtomicInteger again = new AtomicInteger();
        Engine watched = graph -> new Watched(Engine.DEFAULT.executor(graph), again);
        SensitivityCurves resumed =
                SensitivityAnalysis.of(FEW).saving(file).on(watched).measure(dials(), Small.DATA);
        assertThat(resumed).isEqualTo(whole);
        assertThat(again).as("batches of points not yet measured").hasValue(5);
    }

    /** Counts the batches it computes. */
    private record Watched(Executor executor, AtomicInteger runs) implements Executor {

        @Override
        public Map<String, INDArray> run(
                Map<String, INDArray> feeds, Map<String, INDArray> into, Cancellation cancellation) {
            runs.incrementAndGet();
            return executor.run(feeds, into, cancellation);
        }

        @Override
        public void close() {
            executor.close();
        }
    }

    private static Progress counter(AtomicInteger told) {
        return (title, unit, total) -> new Progress.Task() {
            @Override
            public void at(long done, String note) {
                told.incrementAndGet();
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void aStopBeforeTheFirstPointGivesNothing() {
        assertThatThrownBy(() -> SensitivityAnalysis.of(FEW)
                        .reporting(Progress.NONE, () -> true)
                        .measure(dials(), Small.DATA))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void pointsOfSomethingElseAreRefused() throws IOException {
        Path file = directory.resolve("points");
        SensitivityAnalysis analysis =
                SensitivityAnalysis.of(FEW.at(Rate.times(2))).saving(file);
        analysis.measure(dials(), Small.DATA);
        Dials others = PruneDials.of(Small.untrained(), Prune.unstructured(Rate.times(32)));
        assertThatThrownBy(() -> analysis.measure(others, Small.DATA))
                .hasMessageContaining("were measured with another model")
                .hasMessageEndingWith("delete it, or name another file");
        Files.writeString(file, "{}");
        assertThatThrownBy(() -> analysis.measure(dials(), Small.DATA))
                .hasMessageContaining("holds no measured points");
    }

    @Test
    void settingsAreReadBack() {
        assertThat(Sensitivity.parse(FEW.settings())).isEqualTo(FEW);
        Sensitivity usual = Sensitivity.usual(new Seed(4));
        assertThat(usual.recalibration()).isEqualTo(500);
        assertThat(Sensitivity.parse(usual.settings())).isEqualTo(usual);
        assertThat(Sensitivity.parse(Map.of("seed", "4", "recalibration", "500")))
                .isEqualTo(usual);
        assertThat(Sensitivity.parse(Map.of("seed", "4")))
                .as("settings from before there was recalibration")
                .isEqualTo(usual.recalibrating(0));
        assertThat(FEW).hasToString("sensitivity on 200 training images (seed 4), 2x, 4x, 16x");
        assertThat(FEW.recalibrating(300)).asString().endsWith("2x, 4x, 16x, recalibrated on 300");
        assertThatThrownBy(() -> FEW.recalibrating(1))
                .hasMessage("sensitivity with recalibration on 1 images; 500 are usual, and 0 is without");
        assertThatThrownBy(() -> Sensitivity.parse(Map.of("rate", "2x")))
                .hasMessage("sensitivity has no setting 'rate'; did you mean 'rates'?");
        assertThatThrownBy(() -> FEW.at(Rate.times(4), Rate.times(2)))
                .hasMessage("sensitivity at 2x after 4x; rates have to rise, from above 1x, which changes nothing");
    }
}
