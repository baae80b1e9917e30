package dev.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.progress.Progress;
import dev.espalier.train.loss.Loss;
import dev.espalier.train.loss.Reduction;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small network learns from a larger one. */
class DistillationTest {

    private static final Split DATA =
            new Split(Clothes.images(400), Clothes.EXCERPT.test().take(200));
    private static final TrainingPlan PLAN = TrainingPlan.of(3, new Seed(1)).withBatchSize(25);

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

    @Test
    void aStudentLearnsFromTheTeacherAlone() {
        List<Integer> before = Clothes.bits(teacher.parameters().arrays());
        Trainer trainer = Trainer.of(PLAN).towards(Objective.distillation(teacher, 4, 1));

        Model student = trainer.train(student(), DATA).model();

        assertThat(Evaluation.of(teacher, DATA).accuracy()).isGreaterThan(0.65);
        assertThat(Evaluation.of(student, DATA).accuracy()).isGreaterThan(0.6);
        assertThat(Clothes.bits(teacher.parameters().arrays())).isEqualTo(before);
        assertThat(student.parameters().names())
                .isEqualTo(student().parameters().names());
        assertThat(student.history()
                        .get(student.history().size() - 1)
                        .settings()
                        .get("objective"))
                .matches("distillation from teacher [0-9a-f]{12} at temperature 4.0, weight 1.0");
    }

    @Test
    void aStoppedRunGoesOnOnlyWithTheSameTeacher() {
        Trainer trainer = Trainer.of(PLAN.withEpochs(1)).towards(Objective.distillation(teacher, 4, 0.5));
        Model straight = trainer.train(student(), DATA).model();
        Trainer saving = trainer.checkpointing(directory.resolve("run"));
        AtomicInteger polls = new AtomicInteger();
        TrainingRun stopped = saving.reporting(Progress.NONE, () -> polls.incrementAndGet() > 500)
                .train(student(), DATA);

        assertThat(stopped.finished()).isFalse();
        assertThat(stopped.steps()).isBetween(1L, 15L);
        Objective other = Objective.distillation(Clothes.classifier("teacher", 8, true, new Seed(3)), 4, 0.5);
        assertThatThrownBy(() -> saving.towards(other).resume(student(), DATA))
                .hasMessageContaining("another plan")
                .hasMessageContaining("distillation from teacher");
        Model resumed = saving.resume(student(), DATA).model();
        assertThat(Clothes.bits(resumed.parameters().arrays()))
                .isEqualTo(Clothes.bits(straight.parameters().arrays()));
    }

    @Test
    void anObjectiveMayAddTermsOfItsOwn() {
        // The teacher's second feature maps have twice the channels of the student's; its first ones are as large.
        Objective objective = Objective.distillation(teacher, 4, 0.5)
                .plus(
                        "features",
                        10,
                        (graph, forward) -> Loss.mse(
                                graph.scope("features"),
                                graph.value("conv2"),
                                graph.value("teacher/relu1"),
                                Reduction.MEAN));
        assertThatThrownBy(() -> Trainer.of(PLAN).towards(objective).train(student(), DATA))
                .hasMessageContaining("features/Subtract")
                .hasMessageContaining("[N, 8, 7, 7] and [N, 8, 14, 14]");

        Objective fitting = Objective.distillation(teacher, 4, 0.5)
                .plus(
                        "features",
                        10,
                        (graph, forward) -> Loss.mse(
                                graph.scope("features"),
                                graph.value("relu1"),
                                graph.value("teacher/relu1"),
                                Reduction.MEAN));
        Model wide = Clothes.classifier("student", 8, true, new Seed(2));
        TrainingRun run = Trainer.of(PLAN.withEpochs(2)).towards(fitting).train(wide, DATA);
        assertThat(run.epochs().get(1).loss()).isLessThan(run.epochs().get(0).loss());
    }

    @Test
    void nothingButTheClassifierMoves() {
        Objective moving = new Objective("moving", (graph, forward) -> {
            graph.train("teacher", teacher, forward.images());
            return forward.crossEntropy();
        });
        assertThatThrownBy(() -> Trainer.of(PLAN).towards(moving).train(student(), DATA))
                .hasMessageStartingWith("the objective 'moving' would change 'teacher/norm1.running_mean'; put");
        assertThatThrownBy(() -> Objective.distillation(teacher, 4, 0)).hasMessageContaining("must be in (0, 1]");
    }
}
