package dev.espalier.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Encoding;
import dev.espalier.model.LevelSet.Fixed;
import dev.espalier.model.LevelSet.SumOfPowers;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.SignedLevels;
import dev.espalier.model.Step;
import dev.espalier.model.WeightGroups;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.solve.Admm;
import dev.espalier.solve.Recovered;
import dev.espalier.solve.Recovery;
import dev.espalier.solve.Solver;
import dev.espalier.solve.StraightThrough;
import dev.espalier.study.Replay;
import dev.espalier.train.Clothes;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights and activations quantized together in training, by solvers that let weights change their levels. */
class QuantizationAwareTest {

    private static final Split EXCERPT = FashionMnist.excerpt();
    private static final Split DATA = new Split(EXCERPT.train().take(800), EXCERPT.test());
    private static final TrainingPlan PLAN =
            TrainingPlan.of(4, new Seed(1)).withBatchSize(32).with(new Optimizer.Sgd(0.02));

    /** Of accuracy that training has to win back: 12 of the 400 test images, half of what it does. */
    private static final double MARGIN = 0.03;

    private static final Quantize LEVELS = Quantize.mixed(4, 0.5);

    /** Ranges up to the largest activation, in two bits: steps so coarse that there is something to learn. */
    private static final Model ACTIVE = Activations.bits(2)
            .by(new Observer.Largest())
            .on(64)
            .apply(
                    Trainer.of(PLAN)
                            .train(Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1)), DATA)
                            .model(),
                    DATA)
            .model();

    private static final Model AT_ONCE = LEVELS.apply(ACTIVE).model();
    private static final List<Recovered> RECOVERED = Stream.of(StraightThrough.USUAL, new Admm(0.01, 10, 2, 1, 2))
            .map(QuantizationAwareTest::recover)
            .toList();

    private static Recovered recover(Solver solver) {
        return new Recovery(LEVELS, solver, Trainer.of(PLAN.withEpochs(2))).run(ACTIVE, DATA);
    }

    static Stream<Named<Model>> trained() {
        return RECOVERED.stream().map(recovered -> Named.of(recovered.solver().name(), recovered.model()));
    }

    private static List<Node> parameters(Role role) {
        return ACTIVE.graph().parameters().stream()
                .filter(node -> ((Parameter) node.op()).role() == role)
                .toList();
    }

    private static float[] numbers(Model model, Node parameter) {
        return model.parameters().get(parameter.name()).dup('c').data().asFloat();
    }

    private static byte[] levels(Model model, Node weight) {
        return SignedLevels.of(
                        model.parameters().get(weight.name()), (Encoding.Quantized) model.encoding(weight.name()))
                .levels();
    }

    @ParameterizedTest
    @MethodSource("trained")
    void everyWeightIsAScaleTimesALevelOfItsRow(Model model) {
        assertThat(parameters(Role.WEIGHT)).hasSize(5);
        for (Node weight : parameters(Role.WEIGHT)) {
            Encoding.Quantized encoding = (Encoding.Quantized) model.encoding(weight.name());
            WeightGroups rows = WeightGroups.of(encoding.granularity(), weight.shape());
            float[] numbers = numbers(model, weight);
            for (int row = 0; row < rows.count(); row++) {
                double scale = encoding.scales().get(row);
                Set<Float> magnitudes = Arrays.stream(encoding.sets().get(row).magnitudes())
                        .mapToObj(level -> (float) (scale * level))
                        .collect(Collectors.toSet());
                for (int i = rows.from(row); i < rows.to(row); i++) {
                    assertThat(magnitudes).as(weight.name()).contains(Math.abs(numbers[i]));
                }
            }
            assertThat(encoding.sets()).as(weight.name()).containsOnly(new SumOfPowers(4), new Fixed(4));
            assertThat(encoding.sets())
                    .filteredOn(set -> set instanceof SumOfPowers)
                    .as(weight.name())
                    .hasSize(rows.count() / 2);
        }
    }

    @ParameterizedTest
    @MethodSource("trained")
    void weightsChangedTheirLevelsAndActivationsTheirSteps(Model model) {
        for (Node weight : parameters(Role.WEIGHT)) {
            assertThat(levels(model, weight)).as(weight.name()).isNotEqualTo(levels(AT_ONCE, weight));
        }
        assertThat(parameters(Role.STEP)).hasSize(5);
        for (Node step : parameters(Role.STEP)) {
            assertThat(numbers(model, step)[0]).as(step.name()).isPositive().isNotEqualTo(numbers(AT_ONCE, step)[0]);
        }
    }

    @ParameterizedTest
    @MethodSource("trained")
    void trainingWinsBackAccuracy(Model model) {
        double atOnce = Evaluation.of(AT_ONCE, DATA).accuracy();
        assertThat(Evaluation.of(model, DATA).accuracy()).isGreaterThan(atOnce + MARGIN);
    }

    @ParameterizedTest
    @MethodSource("trained")
    void integersComputeTheSameBits(Model model) {
        IntegerModel integers = IntegerModel.of(model);

        assertThat(integers.floating()).isEmpty();
        Agreement agreement = integers.agreement(DATA, 100);
        assertThat(agreement.isExact()).as(agreement.toString()).isTrue();
        assertThat(agreement.numbers()).isGreaterThan(700_000);
        for (Node weight : parameters(Role.WEIGHT)) {
            assertThat(levels(integers.model(), weight)).as(weight.name()).isEqualTo(levels(model, weight));
        }
        assertThat(integers.evaluate(DATA).accuracy())
                .isCloseTo(Evaluation.of(model, DATA).accuracy(), within(0.02));
    }

    @ParameterizedTest
    @MethodSource("trained")
    void itsHistoryMakesTheSameBitsAgain(Model model) {
        Model again = Replay.of(model).on(DATA).run();

        assertThat(model.history())
                .extracting(Step::verb)
                .containsExactly("zoo", "train", "calibrate", "quantize", "train");
        assertThat(Clothes.bits(again.parameters().arrays()))
                .isEqualTo(Clothes.bits(model.parameters().arrays()));
        assertThat(again.encodings()).isEqualTo(model.encodings());
        assertThat(again.history()).isEqualTo(model.history());
        assertThat(again.graph()).isEqualTo(model.graph());
    }
}
