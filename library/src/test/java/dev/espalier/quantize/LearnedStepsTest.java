package dev.espalier.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.FakeQuantize.StepGradient;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Quantization-aware training: steps are trained with the weights. */
class LearnedStepsTest {

    private static final Split EXCERPT = FashionMnist.excerpt();
    private static final Split DATA =
            new Split(EXCERPT.train().take(640), EXCERPT.test().take(200));
    private static final TrainingPlan PLAN = TrainingPlan.of(2, new Seed(1)).withBatchSize(32);
    private static final Model TRAINED = Trainer.of(PLAN)
            .train(Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1)), DATA)
            .model();

    /** With a rate next to nothing the loss moves nothing, and decay alone would. */
    @Test
    void stepsDoNotDecay() {
        Model rounded = Activations.bits(4).on(64).apply(TRAINED, DATA).model();

        Model trained = Trainer.of(PLAN.with(new Optimizer.Sgd(1e-12, 0, 1e10, false)))
                .train(rounded, DATA)
                .model();

        assertThat(trained.parameters().get("relu1.step").getDouble(0))
                .isCloseTo(rounded.parameters().get("relu1.step").getDouble(0), withinPercentage(0.001));
        assertThat(trained.parameters().get("fc1.weight").norm2Number().doubleValue())
                .isLessThan(0.9
                        * rounded.parameters().get("fc1.weight").norm2Number().doubleValue());
    }

    @ParameterizedTest
    @EnumSource
    void trainingRecoversWhatTwoBitsLose(StepGradient gradient) {
        Activations activations = Activations.parse(
                Map.of("bits", "2", "images", "64", "gradient", gradient == StepGradient.CLIPPING ? "pact" : "lsq"));
        Model rounded = activations.apply(TRAINED, DATA).model();

        Model learned = Trainer.of(PLAN.with(new Optimizer.Sgd(0.02)))
                .train(rounded, DATA)
                .model();

        assertThat(Evaluation.of(learned, DATA).loss())
                .isLessThan(Evaluation.of(rounded, DATA).loss());
        List<String> steps = rounded.graph().parameters().stream()
                .filter(node -> ((Parameter) node.op()).role() == Role.STEP)
                .map(Node::name)
                .toList();
        assertThat(steps).hasSize(5);
        for (String step : steps) {
            assertThat(learned.parameters().get(step).getDouble(0))
                    .as(step)
                    .isPositive()
                    .isNotEqualTo(rounded.parameters().get(step).getDouble(0));
        }
    }
}
