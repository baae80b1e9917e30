package dev.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.train.loss.Loss;
import dev.espalier.train.loss.Reduction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made smaller may be more than cross-entropy, and may take other networks. */
class ObjectiveTest {

    private static final Split DATA =
            new Split(Clothes.images(400), Clothes.EXCERPT.test().take(200));
    private static final TrainingPlan PLAN = TrainingPlan.of(2, new Seed(1)).withBatchSize(25);

    private static final Model TEACHER = Clothes.classifier("teacher", 8, true, new Seed(1));

    private static Model student() {
        return Clothes.classifier("student", 4, true, new Seed(2));
    }

    /** A teacher's features beside the labels. */
    private static Objective features(String student, String teacherLayer) {
        return Objective.CROSS_ENTROPY.plus("features", 10, (graph, forward) -> {
            graph.eval("teacher", TEACHER, forward.images());
            return Loss.mse(
                    graph.scope("features"),
                    graph.value(student),
                    graph.value("teacher/" + teacherLayer),
                    Reduction.MEAN);
        });
    }

    @Test
    void anObjectiveMayAddTermsOfItsOwn() {
        // The teacher's second feature maps have twice the channels of the student's; its first ones are as large.
        assertThatThrownBy(() ->
                        Trainer.of(PLAN).towards(features("conv2", "relu1")).train(student(), DATA))
                .hasMessageContaining("features/Subtract")
                .hasMessageContaining("[N, 8, 7, 7] and [N, 8, 14, 14]");

        List<Integer> before = Clothes.bits(TEACHER.parameters().arrays());
        Model wide = Clothes.classifier("student", 8, true, new Seed(2));
        TrainingRun run = Trainer.of(PLAN).towards(features("relu1", "relu1")).train(wide, DATA);
        assertThat(run.epochs().get(1).loss()).isLessThan(run.epochs().get(0).loss());
        assertThat(run.model().parameters().names()).isEqualTo(wide.parameters().names());
        assertThat(Clothes.bits(TEACHER.parameters().arrays())).isEqualTo(before);
    }

    @Test
    void nothingButTheClassifierMoves() {
        Objective moving = new Objective("moving", (graph, forward) -> {
            graph.train("teacher", TEACHER, forward.images());
            return forward.crossEntropy();
        });
        assertThatThrownBy(() -> Trainer.of(PLAN).towards(moving).train(student(), DATA))
                .hasMessageStartingWith("the objective 'moving' would change 'teacher/norm1.running_mean'; put");
    }
}
