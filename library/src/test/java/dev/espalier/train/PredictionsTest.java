package dev.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.Dataset;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PredictionsTest {

    private static Model trained;
    private static Predictions said;

    @BeforeAll
    static void train() {
        trained = Trainer.of(TrainingPlan.of(2, new Seed(1)))
                .train(Clothes.classifier("clothes", 4, true, new Seed(1)), Clothes.EXCERPT)
                .model();
        said = Predictions.of(trained, Clothes.EXCERPT);
    }

    @Test
    void theyAgreeWithTheEvaluation() {
        Evaluation judged = Evaluation.of(trained, Clothes.EXCERPT);
        int classes = judged.classes().size();
        int[][] confusion = new int[classes][classes];
        double loss = 0;
        for (int i = 0; i < said.size(); i++) {
            int label = said.data().label(i);
            confusion[label][said.label(i)]++;
            loss -= Math.log(said.probabilities().get(i).get(label)) / said.size();
        }
        List<List<Integer>> counted = IntStream.range(0, classes)
                .mapToObj(row -> IntStream.of(confusion[row]).boxed().toList())
                .toList();
        assertThat(counted).isEqualTo(judged.confusion());
        assertThat(loss).isCloseTo(judged.loss(), within(1e-4));
        assertThat(said.size() - said.mistakes().size()).isEqualTo(Math.round(judged.accuracy() * judged.images()));
    }

    @Test
    void probabilitiesOfAnImageSumToOneAndTheLabelIsTheLargest() {
        for (int i = 0; i < said.size(); i++) {
            List<Double> row = said.probabilities().get(i);
            assertThat(row.stream().mapToDouble(Double::doubleValue).sum()).isCloseTo(1, within(1e-5));
            assertThat(said.confidence(i)).isEqualTo(Collections.max(row));
            assertThat(said.className(i)).isEqualTo(said.data().classNames().get(row.indexOf(Collections.max(row))));
        }
    }

    @Test
    void mistakesAreShownByHowSureTheModelIs() {
        List<Integer> mistakes = said.mistakes();
        assertThat(mistakes).isNotEmpty().allSatisfy(i -> assertThat(said.label(i))
                .isNotEqualTo(said.data().label(i)));
        assertThat(mistakes).isSortedAccordingTo((a, b) -> Double.compare(said.confidence(b), said.confidence(a)));
        int first = mistakes.get(0);
        assertThat(said.pictureOfMistakes(5, 5).cells()).hasSize(5);
        assertThat(said.pictureOfMistakes(5, 5).cells().get(0).caption())
                .startsWith(said.className(first) + " for "
                        + said.data().classNames().get(said.data().label(first)) + ", ");
        assertThat(said.pictureOfMistakes(100_000, 5).cells()).hasSameSizeAs(mistakes);
    }

    @Test
    void withoutMistakesThereIsNothingToShow() {
        int right = IntStream.range(0, said.size())
                .filter(i -> said.label(i) == said.data().label(i))
                .findFirst()
                .orElseThrow();
        Dataset one = said.data().subset(right);
        Predictions rightly = Predictions.of(trained, one, Clothes.EXCERPT.normalization());
        assertThat(rightly).hasToString("1 of 1 images of " + one.title() + " classified rightly (100.00%)");
        assertThatThrownBy(() -> rightly.pictureOfMistakes(1, 1))
                .hasMessage("all 1 images of " + one.title() + " are classified rightly; there is no mistake to show");
    }

    @Test
    void aModelOfOtherImagesIsRefused() {
        assertThatThrownBy(() ->
                        Predictions.of(trained, Clothes.EXCERPT.test().pooled(2), Clothes.EXCERPT.normalization()))
                .hasMessageContaining("takes images of shape");
    }
}
