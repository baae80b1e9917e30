package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.op.BatchMoment;
import dev.espalier.model.op.BatchNormInputGradient;
import dev.espalier.model.op.BatchNormScaleGradient;
import dev.espalier.model.op.BatchNormTrainingInputGradient;
import dev.espalier.model.op.BatchNormTrainingScaleGradient;
import dev.espalier.model.op.Blend;
import dev.espalier.model.op.Constant;
import dev.espalier.model.op.CrossEntropyGradient;
import dev.espalier.model.op.DropoutMask;
import dev.espalier.model.op.Equal;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.FakeQuantizeInputGradient;
import dev.espalier.model.op.FakeQuantizeStepGradient;
import dev.espalier.model.op.GramInnerProductGradient;
import dev.espalier.model.op.Greater;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.InstanceNormInputGradient;
import dev.espalier.model.op.InstanceNormScaleGradient;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.LayerNormInputGradient;
import dev.espalier.model.op.LayerNormScaleGradient;
import dev.espalier.model.op.LogSoftmaxGradient;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.MaxPool2dGradient;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.PointwiseGradient;
import dev.espalier.model.op.Round;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.SoftmaxGradient;
import dev.espalier.model.op.StopGradient;
import dev.espalier.model.op.StraightThrough;
import dev.espalier.model.op.Tanh;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every operator's gradient against numbers that need no rule, and single against double precision. */
class GradientCheckTest {

    /** Leaves of the graph, and what lets no gradient pass on purpose: nothing to differentiate. */
    private static final Set<Class<?>> LEAVES = Set.of(
            Input.class,
            Parameter.class,
            Constant.class,
            DropoutMask.class,
            Equal.class,
            Greater.class,
            StopGradient.class);

    /** Their gradient is not that of what they compute; see {@link PassedGradientsTest} and {@link FakeQuantizeTest}. */
    private static final Set<Class<?>> ANOTHER_GRADIENT = Set.of(StraightThrough.class, FakeQuantize.class);

    /** Operators without a gradient of their own, each with an instance to ask. */
    private static final Map<Class<?>, Op> WITHOUT_GRADIENT = Stream.of(
                    new BatchMoment(BatchMoment.Moment.MEAN),
                    new BatchNormInputGradient(1e-5),
                    new BatchNormScaleGradient(1e-5),
                    new BatchNormTrainingInputGradient(1e-5),
                    new BatchNormTrainingScaleGradient(1e-5),
                    new Blend(0.1),
                    new CrossEntropyGradient(0),
                    new FakeQuantizeInputGradient(new FakeQuantize(4, true)),
                    new FakeQuantizeStepGradient(new FakeQuantize(4, true), 1),
                    new GramInnerProductGradient(),
                    new InstanceNormInputGradient(1e-5),
                    new InstanceNormScaleGradient(1e-5),
                    new LayerNormInputGradient(new LayerNorm()),
                    new LayerNormScaleGradient(new LayerNorm()),
                    new LogSoftmaxGradient(0),
                    new MaxPool2dGradient(new MaxPool2d(Size2d.square(2), Size2d.square(2), Size2d.square(0))),
                    new PointwiseGradient(new Tanh()),
                    new Round(),
                    new SoftmaxGradient(0))
            .collect(Collectors.toMap(Object::getClass, op -> (Op) op));

    static Stream<OperatorCase> cases() {
        return OperatorCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientIsTheNumericOne(OperatorCase operator) {
        Map<String, INDArray> feeds = operator.feeds();
        Gradients gradients = Gradients.of(operator.graph(), "loss", operator.differentiable());
        Map<String, INDArray> exact = new ReferenceExecutor(gradients.graph()).run(feeds);
        ReferenceExecutor forward = new ReferenceExecutor(operator.graph());

        double worst = 0;
        for (String input : operator.differentiable()) {
            INDArray numeric = numericGradient(forward, feeds, input);
            INDArray gradient = exact.get(gradients.gradientOf().get(input));
            assertThat(gradient.shape()).isEqualTo(numeric.shape());
            double difference = relativeDifference(gradient, numeric);
            assertThat(difference).as("gradient with respect to %s", input).isLessThan(1e-7);
            worst = Math.max(worst, difference);
        }
        System.out.printf("%-30s gradient against central differences: %.1e%n", operator, worst);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void singlePrecisionAgreesWithDouble(OperatorCase operator) {
        Gradients gradients = Gradients.of(operator.graph(), "loss", operator.differentiable());
        Map<String, INDArray> feeds = operator.feeds();
        Map<String, INDArray> single = new HashMap<>();
        feeds.forEach((name, array) -> single.put(name, array.castTo(DataType.FLOAT)));
        Map<String, INDArray> exact = new ReferenceExecutor(gradients.graph()).run(feeds);
        Map<String, INDArray> rough = new ReferenceExecutor(gradients.graph()).run(single);
        assertThat(rough.keySet()).isEqualTo(exact.keySet());
        rough.forEach((name, array) -> {
            assertThat(array.dataType()).isEqualTo(DataType.FLOAT);
            assertThat(relativeDifference(array.castTo(DataType.DOUBLE), exact.get(name)))
                    .as(name)
                    .isLessThan(1e-5);
        });
    }

    @Test
    void everyOperatorIsCovered() {
        Set<Class<?>> checked =
                cases().map(operator -> operator.op().getClass()).collect(Collectors.toSet());
        assertThat(permitted(Op.class)).allSatisfy(operator -> assertThat(checked.contains(operator)
                        || LEAVES.contains(operator)
                        || ANOTHER_GRADIENT.contains(operator)
                        || WITHOUT_GRADIENT.containsKey(operator))
                .as("%s has a line in OperatorCases or is listed here", operator.getSimpleName())
                .isTrue());
    }

    @Test
    void operatorsOfTheBackwardPassSayThatTheyHaveNoGradient() {
        WITHOUT_GRADIENT
                .values()
                .forEach(
                        op -> assertThatThrownBy(() -> op.differentiate(null))
                                .isInstanceOf(UnsupportedOperationException.class)
                                .hasMessageMatching(
                                        "(?s).*(no rule for its own gradient|running statistics have no gradient|nothing would be learnt).*"));
    }

    private static List<Class<?>> permitted(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses())
                        .flatMap(permitted -> permitted(permitted).stream())
                        .toList()
                : List.of(type);
    }

    private static INDArray numericGradient(ReferenceExecutor forward, Map<String, INDArray> feeds, String input) {
        double step = 1e-5;
        Map<String, INDArray> moved = new LinkedHashMap<>(feeds);
        INDArray array = feeds.get(input).dup('c');
        moved.put(input, array);
        INDArray gradient = array.ulike();
        for (long i = 0; i < array.length(); i++) {
            double value = array.getDouble(i);
            array.putScalar(i, value + step);
            double above = forward.run(moved).get("loss").getDouble();
            array.putScalar(i, value - step);
            double below = forward.run(moved).get("loss").getDouble();
            array.putScalar(i, value);
            gradient.putScalar(i, (above - below) / (2 * step));
        }
        return gradient;
    }

    /** The largest difference, relative to the largest number or 1. */
    private static double relativeDifference(INDArray a, INDArray b) {
        double scale = Math.max(1, b.ameanNumber().doubleValue());
        return a.sub(b).amaxNumber().doubleValue() / scale;
    }
}
