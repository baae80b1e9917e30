package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.engine.fast.FastExecutor;
import dev.espalier.model.Graph;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.FakeQuantize.StepGradient;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reduce.Reducer;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.ShapeException;
import dev.espalier.model.op.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Rounding of activations: what it gives, and the gradients that are chosen for it. */
class FakeQuantizeTest {

    /** loss = sum of direction times the quantized x. */
    private static Graph graph(FakeQuantize op, int... dims) {
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.of(dims)));
        Value step = builder.add("step", new Input(Shape.SCALAR));
        Value direction = builder.add("direction", new Input(Shape.of(dims)));
        Value y = builder.add("y", op, x, step);
        Value product = builder.add("product", new Multiply(), y, direction);
        builder.add("loss", Reduce.all(Reducer.SUM, dims.length), product);
        return builder.build("y", "loss");
    }

    private static Map<String, INDArray> run(FakeQuantize op, double step, double[] x, double[] direction) {
        Gradients gradients = Gradients.of(graph(op, 1, x.length), "loss", List.of("x", "step"));
        Map<String, INDArray> results = new HashMap<>(new ReferenceExecutor(gradients.graph())
                .run(Map.of(
                        "x", Nd4j.createFromArray(x).reshape(1, x.length),
                        "step", Nd4j.scalar(step),
                        "direction", Nd4j.createFromArray(direction).reshape(1, direction.length))));
        gradients.gradientOf().forEach((name, node) -> results.put("d" + name, results.get(node)));
        return results;
    }

    private static final double[] X = {-1, -0.1, 0.25, 0.6, 0.75, 1.3, 1.5, 9};
    private static final double[] DIRECTION = {1, 2, 3, 4, 5, 6, 7, 8};

    @Test
    void unsignedLevelsRunFromZeroAndTiesGoToTheEvenOne() {
        Map<String, INDArray> results = run(new FakeQuantize(2, false), 0.5, X, DIRECTION);

        // x / step = -2, -0.2, 0.5, 1.2, 1.5, 2.6, 3, 18 in 0 ... 3.
        assertThat(results.get("y").toDoubleVector()).containsExactly(0, 0, 0, 0.5, 1, 1.5, 1.5, 1.5);
        assertThat(results.get("dx").toDoubleVector()).containsExactly(0, 0, 3, 4, 5, 6, 7, 0);
    }

    @Test
    void signedLevelsHaveOneMoreBelowZero() {
        Map<String, INDArray> results = run(new FakeQuantize(2, true), 0.5, X, DIRECTION);

        assertThat(results.get("y").toDoubleVector()).containsExactly(-1, 0.0, 0, 0.5, 0.5, 0.5, 0.5, 0.5);
        assertThat(results.get("dx").toDoubleVector()).containsExactly(1, 2, 3, 0, 0, 0, 0, 0);
    }

    @Test
    void aLearnedStepCountsRoundingErrorsAndWhatIsCutOff() {
        Map<String, INDArray> results = run(new FakeQuantize(2, false), 0.5, X, DIRECTION);

        // round(x / s) - x / s inside, 0 or 3 outside.
        double sum = 3 * -0.5 + 4 * -0.2 + 5 * 0.5 + 6 * 0.4 + 7 * 3 + 8 * 3;
        assertThat(results.get("dstep").getDouble(0)).isCloseTo(sum / Math.sqrt(8 * 3), within(1e-12));
    }

    @Test
    void aClippingLevelCountsWhatIsCutOffAlone() {
        FakeQuantize pact = new FakeQuantize(2, false, StepGradient.CLIPPING);

        assertThat(run(pact, 0.5, X, DIRECTION).get("dstep").getDouble(0))
                .isCloseTo((7 * 3 + 8 * 3) / Math.sqrt(8 * 3), within(1e-12));
    }

    @Test
    void aNegativeStepCountsByItsMagnitudeAndLearnsInItsOwnDirection() {
        Map<String, INDArray> positive = run(new FakeQuantize(3, true), 0.25, X, DIRECTION);
        Map<String, INDArray> negative = run(new FakeQuantize(3, true), -0.25, X, DIRECTION);

        assertThat(negative.get("y")).isEqualTo(positive.get("y"));
        assertThat(negative.get("dx")).isEqualTo(positive.get("dx"));
        assertThat(negative.get("dstep")).isEqualTo(positive.get("dstep").neg());
    }

    @Test
    void aStepOfZeroGivesZeros() {
        assertThat(run(new FakeQuantize(3, true), 0, X, DIRECTION)
                        .get("y")
                        .amaxNumber()
                        .doubleValue())
                .isLessThan(1e-30);
    }

    @ParameterizedTest
    @CsvSource({
        "20,4,false,0.2,LEARNED_STEP",
        "16,4,true,-0.2,LEARNED_STEP",
        "16,4,false,0.2,LEARNED_STEP",
        "20,8,true,0.02,LEARNED_STEP",
        "20,2,false,0,LEARNED_STEP",
        "16,3,true,0.7,CLIPPING",
        "20,4,false,0.2,CLIPPING"
    })
    void theFastExecutorAgreesInAnyLayout(int channels, int bits, boolean signed, float step, StepGradient gradient) {
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.of(2, 3, 6, 5)));
        Value weight = builder.add("weight", new Input(Shape.of(channels, 3, 3, 3)));
        Value size = builder.add("step", new Input(Shape.SCALAR));
        Value conv = builder.add("conv", Conv2d.square(channels, 3, 1, 1), x, weight);
        Value y = builder.add("y", new FakeQuantize(bits, signed, gradient), conv, size);
        Value w = builder.add("w", new Input(Shape.of(3, channels, 1, 1)));
        Value again = builder.add("again", Conv2d.square(3, 1, 1, 0), y, w);
        builder.add("loss", Reduce.all(Reducer.SUM, 4), builder.add("square", new Multiply(), again, again));
        Graph graph = Gradients.of(builder.build("y", "loss"), "loss", List.of("x", "step", "weight"))
                .graph();
        Map<String, INDArray> feeds = new HashMap<>();
        for (String name : List.of("x", "weight", "w")) {
            feeds.put(
                    name,
                    new OperatorCase.Operand(graph.node(name).shape(), OperatorCase.Numbers.NORMAL)
                            .draw(new Seed(5).split(name))
                            .castTo(DataType.FLOAT));
        }
        feeds.put("step", Nd4j.scalar(step));

        Map<String, INDArray> expected = new ReferenceExecutor(graph).run(feeds);
        try (FastExecutor fast = new FastExecutor(graph)) {
            Map<String, INDArray> found = fast.run(feeds);
            expected.forEach((name, right) -> {
                double scale = Math.max(1, right.amaxNumber().doubleValue());
                assertThat(found.get(name).sub(right).amaxNumber().doubleValue() / scale)
                        .as(name)
                        .isLessThan(1e-5);
            });
            assertThat(fast.profile(feeds).keySet())
                    .as("calls of reference kernels, ours or oneDNN's")
                    .noneMatch(call -> call.endsWith(" reference") || call.contains(" ref:"));
        }
    }

    @Test
    void impossibleBitsAndStepsAreRefused() {
        assertThatThrownBy(() -> new FakeQuantize(1, true)).hasMessage("activations of 1 bits; there are 2 to 16");
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.batchOf(3)));
        Value steps = builder.add("steps", new Input(Shape.of(3)));
        assertThatThrownBy(() -> builder.add("y", new FakeQuantize(4, true), x, steps))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expects a step of shape [], found [3]");
    }
}
