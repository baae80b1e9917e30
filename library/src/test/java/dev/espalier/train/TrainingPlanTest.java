package dev.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.Augmentation;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans as settings. */
class TrainingPlanTest {

    static Stream<TrainingPlan> plans() {
        TrainingPlan usual = TrainingPlan.of(3, new Seed(-7));
        return Stream.of(
                usual,
                usual.with(new Optimizer.Sgd(0.1, 0, 0, false)).with(new Schedule.StepDecay(10, 0.1)),
                usual.with(new Optimizer.Sgd(1.0 / 3, 0.9, 1e-5, true)).with(new Schedule.Constant()),
                usual.with(new Optimizer.Adam(2e-4, 0.5, 0.99, 1e-7, 0.1)).with(new Schedule.Cosine(0.01)),
                usual.with(new Optimizer.AdamW(1e-3)).with(new Clipping.ByValue(0.5)),
                usual.with(new Augmentation(4, true)).withAccumulation(3),
                usual.with(new Augmentation(0, true)).withLabelSmoothing(0.1),
                usual.with(new Augmentation(2, false)).withBatchSize(1));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void settingsReadAsTheyAreWritten(TrainingPlan plan) {
        assertThat(TrainingPlan.parse(plan.settings())).isEqualTo(plan);
    }

    @Test
    void whatIsLeftOutIsUsual() {
        assertThat(TrainingPlan.parse(Map.of("epochs", "4"))).isEqualTo(TrainingPlan.of(4, new Seed(1)));
        assertThat(Optimizer.parse("sgd:0.2")).isEqualTo(new Optimizer.Sgd(0.2));
        assertThat(Optimizer.parse("adam:0.2:beta1=0.5")).isEqualTo(new Optimizer.Adam(0.2, 0.5, 0.999, 1e-8, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "batch=64 | training needs an epochs",
                "epochs=two | training: epochs=two is no number",
                "epochs=0 | a plan of 0 epochs; at least 1",
                "epochs=2 bach=3 | training has no setting 'bach'; did you mean 'batch'?",
                "epochs=2 optimizer=sdg:0.1 | training: optimizer: no optimizer 'sdg'; did you mean 'sgd'?",
                "epochs=2 optimizer=sgd | training: optimizer: optimizer 'sgd' has no learning rate; write sgd:RATE",
                "epochs=2 optimizer=sgd:fast | training: optimizer: optimizer 'sgd:fast': 'fast' is no number",
                "epochs=2 optimizer=adam:0.1:beta3=0 | training: optimizer: optimizer 'adam:0.1:beta3=0': no constant"
                        + " 'beta3'; did you mean 'beta1'?",
                "epochs=2 augmentation=crop | training: augmentation: no augmentation 'crop'; there is none, crop:PIXELS,"
                        + " flip and crop:PIXELS+flip",
            })
    void mistakesAreOneSentence(String settings, String message) {
        Map<String, String> map = Step.parse("train " + settings).settings();
        assertThatThrownBy(() -> TrainingPlan.parse(map)).hasMessage(message);
    }
}
