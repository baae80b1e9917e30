package dev.espalier.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.train.loss.KernelAlignment;
import dev.espalier.train.loss.KernelAlignment.Rho;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Distillation as settings. */
class DistillTest {

    static Stream<Distill> allKinds() {
        return Stream.of(
                Distill.answers(4, 0.9),
                Distill.answers(1, 1),
                Distill.features(Features.of(0.5, LayerPair.of("relu1"), new LayerPair("conv2", "conv4"))),
                Distill.answers(2, 0.5).and(Features.adapted(3, new Seed(7), LayerPair.of("relu3"))),
                Distill.alignment(Alignment.of(1, LayerPair.of("relu1"))),
                new Distill(
                        0,
                        Optional.of(new Answers(0.25, 3)),
                        Optional.of(Features.of(1, LayerPair.of("a"))),
                        Optional.of(
                                new Alignment(2, new KernelAlignment(Rho.SPATIAL, true), List.of(LayerPair.of("b"))))));
    }

    @ParameterizedTest
    @MethodSource("allKinds")
    void settingsReadAsTheyAreWritten(Distill distill) {
        assertThat(Distill.parse(distill.settings())).isEqualTo(distill);
        Step step = new Step(Distill.VERB, distill.settings());
        assertThat(Step.parse(step.toString())).isEqualTo(step);
    }

    @Test
    void itTellsWhatCounts() {
        assertThat(Distill.answers(4, 0.9)
                        .and(Features.adapted(1, new Seed(7), new LayerPair("relu3", "relu9")))
                        .and(new Alignment(0.5, new KernelAlignment(Rho.SPATIAL, true), List.of(LayerPair.of("x")))))
                .hasToString("distillation: 0.1 labels + 0.9 answers at temperature 4 + 1 features relu3:relu9 through"
                        + " adaptors + 0.5 alignment x, centered, positions as rows");
    }

    @Test
    void whatIsLeftOutIsUsual() {
        assertThat(Distill.parse(Map.of("alignment", "relu1")))
                .isEqualTo(Distill.alignment(Alignment.of(1, LayerPair.of("relu1"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "labels=1 | nothing is learned from the teacher; name its answers, features or an alignment",
                "answers=0.5 temprature=4 | distillation has no setting 'temprature'; did you mean 'temperature'?",
                "answers=0.5 temperature=0 | the temperature is 0.0; it must be above 0, 4 is usual",
                "answers=-1 | the weight of the teacher's answers is -1.0; it must be above 0",
                "answers=much | distillation: answers=much is no number",
                "answers=1 labels=-1 | the weight of the labels is -1.0; it must not be negative",
                "answers=1 rho=spatial | distillation: rho=spatial has no meaning without alignment",
                "answers=1 adaptors=3 | distillation: adaptors=3 has no meaning without features",
                "alignment=a rho=channels | distillation: rho: no rho 'channels'; there is items and spatial",
                "alignment=a centered=yes | distillation: centered: 'yes' is neither true nor false",
                "features=a:b:c | distillation: features: 'a:b:c' is no pair of layers; write STUDENT:TEACHER, or one name"
                        + " where both have it",
                "features=a,,b | distillation: features: '' is no pair of layers; write STUDENT:TEACHER, or one name where"
                        + " both have it",
            })
    void mistakesAreOneSentence(String settings, String message) {
        Map<String, String> map =
                new LinkedHashMap<>(Step.parse("distill " + settings).settings());
        assertThatThrownBy(() -> Distill.parse(map)).hasMessage(message);
    }

    @Test
    void theTeacherHasPartOfTheWeight() {
        assertThatThrownBy(() -> Distill.answers(4, 0))
                .hasMessage("the weight of the teacher is 0.0; it must be in (0, 1]");
        assertThatThrownBy(() -> Features.of(1)).hasMessage("distillation of features names no layers");
    }
}
