package dev.espalier.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.Split;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Progress;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.train.Clothes;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A small network learns from a larger one, on real images. */
class DistillationTest {

    private static final Split DATA =
            new Split(Clothes.images(400), Clothes.EXCERPT.test().take(200));
    private static final TrainingPlan PLAN = TrainingPlan.of(3, new Seed(1)).withBatchSize(25);
    private static final LayerPair FIRST = LayerPair.of("relu1");
    private static final LayerPair SECOND = LayerPair.of("relu2");

    private static Model teacher;

    @TempDir
    Path directory;

    @BeforeAll
    static void teach() {
        teacher = Trainer.of(PLAN.withEpochs(4))
                .train(Clothes.classifier("teacher", 8, true, new Seed(1)), DATA)
                .model();
    }

    private static Model student() {
        return Clothes.classifier("student", 4, true, new Seed(2));
    }

    private static Distillation of(Distill distill, int epochs) {
        return new Distillation(distill, teacher, Trainer.of(PLAN.withEpochs(epochs)));
    }

    @Test
    void aStudentLearnsFromTheAnswersAlone() {
        List<Integer> before = Clothes.bits(teacher.parameters().arrays());

        Distilled distilled = of(Distill.answers(4, 1), 3).run(student(), DATA);

        assertThat(distilled.ofTeacher()).isEqualTo(Evaluation.of(teacher, DATA));
        assertThat(distilled.ofTeacher().accuracy()).isGreaterThan(0.65);
        assertThat(distilled.before().accuracy()).isLessThan(0.3);
        assertThat(distilled.after().orElseThrow().accuracy()).isGreaterThan(0.6);
        assertThat(distilled.after()).contains(Evaluation.of(distilled.model(), DATA));
        assertThat(Clothes.bits(teacher.parameters().arrays())).isEqualTo(before);
        assertThat(distilled.toString())
                .startsWith("distillation: 1 answers at temperature 4\njudged on Fashion-MNIST test [excerpt]\n")
                .contains("teacher teacher ", "student, before ", "student, after ");
    }

    @Test
    void theHistorySaysItAll() {
        Model student = of(Distill.answers(4, 0.5), 1).run(student(), DATA).model();
        assertThat(student.history()).hasSize(2);
        Step step = student.history().get(1);
        assertThat(step.verb()).isEqualTo("distill");
        assertThat(step.settings())
                .containsEntry("labels", "0.5")
                .containsEntry("answers", "0.5")
                .containsEntry("temperature", "4.0")
                .containsEntry("epochs", "1")
                .containsEntry("steps", "16")
                .containsEntry("teacher", Distill.reference(teacher))
                .doesNotContainKey("objective");
        assertThat(Distill.reference(teacher)).matches("teacher@[0-9a-f]{12}");
    }

    static Stream<Distill> withFeatures() {
        return Stream.of(
                Distill.features(Features.adapted(0.1, new Seed(3), FIRST, SECOND)),
                Distill.alignment(Alignment.of(1, FIRST, SECOND)),
                Distill.answers(4, 0.5)
                        .and(Features.adapted(0.1, new Seed(3), SECOND))
                        .and(Alignment.of(1, FIRST)));
    }

    /** The same network, seen from outside, whatever was beside it in training. */
    @ParameterizedTest
    @MethodSource("withFeatures")
    void aStudentLearnsFromFeaturesOfOtherWidth(Distill distill) {
        Distilled distilled = of(distill, 2).run(student(), DATA);
        assertThat(distilled.model().graph()).isEqualTo(student().graph());
        assertThat(distilled.after().orElseThrow().accuracy()).isGreaterThan(0.4);
        assertThat(distilled.run().epochs().get(1).loss())
                .isLessThan(distilled.run().epochs().get(0).loss());
    }

    @Test
    void featuresOfEqualShapeNeedNoAdaptors() {
        Model wide = Clothes.classifier("student", 8, true, new Seed(2));
        Distilled distilled = of(Distill.features(Features.of(1, FIRST)), 1).run(wide, DATA);
        assertThat(distilled.after().orElseThrow().accuracy()).isGreaterThan(0.3);
    }

    @Test
    void theFeatureLossOfTheTeacherItselfIsZero() {
        // Without normalisation, a network in training computes what it computes in use.
        Model plain = Clothes.classifier("plain", 8, false, new Seed(1));
        Distill distill =
                new Distill(0, Optional.empty(), Optional.of(Features.of(1, FIRST, SECOND)), Optional.empty());
        Distilled distilled = new Distillation(distill, plain, Trainer.of(PLAN.withEpochs(1))).run(plain, DATA);
        // Weight decay moves the student a little.
        assertThat(distilled.run().epochs().get(0).loss()).isCloseTo(0, within(1e-6));

        Distilled aligned = new Distillation(
                        new Distill(0, Optional.empty(), Optional.empty(), Optional.of(Alignment.of(2, FIRST, SECOND))),
                        plain,
                        Trainer.of(PLAN.withEpochs(1)))
                .run(plain, DATA);
        // Twice minus the sum over two layers, each fully aligned.
        assertThat(aligned.run().epochs().get(0).loss()).isCloseTo(-4, within(1e-3));
    }

    @Test
    void aStoppedRunGoesOnToTheSameBitsAdaptorsIncluded() {
        Distill distill = Distill.answers(4, 0.5).and(Features.adapted(1, new Seed(3), SECOND));
        Model straight = of(distill, 1).run(student(), DATA).model();
        Trainer saving = Trainer.of(PLAN.withEpochs(1)).checkpointing(directory.resolve("run"));
        AtomicInteger polls = new AtomicInteger();
        Trainer impatient = saving.reporting(Progress.NONE, () -> polls.incrementAndGet() > 1000);
        Distilled stopped = new Distillation(distill, teacher, impatient).run(student(), DATA);

        assertThat(stopped.run().finished()).isFalse();
        assertThat(stopped.run().steps()).isBetween(1L, 15L);
        assertThat(stopped.after()).isEmpty();
        assertThat(stopped.toString()).contains("stopped before the end: stopped at step");
        assertThat(stopped.model().graph()).isEqualTo(student().graph());
        Model other = Clothes.classifier("teacher", 8, true, new Seed(3));
        assertThatThrownBy(() -> new Distillation(distill, other, saving).resume(student(), DATA))
                .hasMessageContaining("another plan")
                .hasMessageContaining("teacher@");
        Model resumed = new Distillation(distill, teacher, saving)
                .resume(student(), DATA)
                .model();
        assertThat(Clothes.bits(resumed.parameters().arrays()))
                .isEqualTo(Clothes.bits(straight.parameters().arrays()));
        assertThat(resumed.history()).isEqualTo(straight.history());
    }

    @Test
    void masksOfTheStudentHold() {
        Model pruned = Prune.unstructured(Rate.times(4))
                .include("head")
                .apply(student())
                .model();
        Model distilled = of(Distill.features(Features.adapted(1, new Seed(3), SECOND)), 1)
                .run(pruned, DATA)
                .model();
        assertThat(distilled.encodings()).isNotEmpty().isEqualTo(pruned.encodings());
        distilled.encodings().forEach((name, encoding) -> {
            var mask = ((Encoding.Masked) encoding).mask();
            var weights = distilled.parameters().get(name);
            assertThat(weights.mul(mask.rsub(1)).amaxNumber().doubleValue()).isZero();
        });
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> of(Distill.features(Features.of(1, SECOND)), 1).run(student(), DATA))
                .hasMessage("layer 'relu2' of the student gives [N, 8, 7, 7], layer 'relu2' of the teacher"
                        + " [N, 16, 7, 7]; use adaptors where channels differ, or align features instead");
        assertThatThrownBy(
                        () -> of(Distill.features(Features.adapted(1, new Seed(1), new LayerPair("relu1", "relu2"))), 1)
                                .run(student(), DATA))
                .hasMessage("an adaptor changes the number of channels only, but layer 'relu1' of the student gives"
                        + " [N, 4, 14, 14] and layer 'relu2' of the teacher [N, 16, 7, 7]; compare layers at the same"
                        + " resolution");
        assertThatThrownBy(() -> of(Distill.alignment(Alignment.of(1, LayerPair.of("relu9"))), 1)
                        .run(student(), DATA))
                .hasMessage("the student 'student' has no layer 'relu9'; did you mean 'relu1'?");
        Distill aligned = Distill.alignment(Alignment.of(1, FIRST));
        assertThatThrownBy(() ->
                        new Distillation(aligned, teacher, Trainer.of(PLAN.withBatchSize(4))).run(student(), DATA))
                .hasMessage("alignment compares the images of a batch with each other: a batch of 4 is too small, take"
                        + " at least 8");
        Model seven = Zoo.lenet5(Shape.of(1, 28, 28), 7, new Seed(1));
        assertThatThrownBy(() -> of(Distill.answers(4, 1), 1).run(seven, DATA))
                .hasMessage("the student 'lenet5' makes [N, 7] of [N, 1, 28, 28], the teacher 'teacher' [N, 10] of"
                        + " [N, 1, 28, 28]; both must take the same images and have the same classes");
    }
}
