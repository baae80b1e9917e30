package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Graph;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Greater;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Maximum;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reduce.Reducer;
import dev.espalier.model.op.Round;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.StopGradient;
import dev.espalier.model.op.StraightThrough;
import dev.espalier.model.op.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients that are decided by convention, where a difference quotient cannot tell. */
class PassedGradientsTest {

    private final Graph.Builder builder = new Graph.Builder();
    private final Value x = builder.add("x", new Input(Shape.batchOf(2)));

    private Value sum(Value of) {
        return builder.add("loss", Reduce.all(Reducer.SUM, of.shape().rank()), of);
    }

    private double[] gradient(double... numbers) {
        Gradients gradients = Gradients.of(builder.build("loss"), "loss", List.of("x"));
        INDArray array = Nd4j.createFromArray(numbers).reshape('c', numbers.length / 2, 2);
        return new ReferenceExecutor(gradients.graph())
                .run(Map.of("x", array))
                .get(gradients.gradientOf().get("x"))
                .ravel()
                .toDoubleVector();
    }

    @Test
    void straightThroughGivesTheValueAndTheGradientOfTheSurrogate() {
        Value clamped = builder.add("clamped", new Clamp(-2, 2), x);
        Value rounded = builder.add("rounded", new Round(), clamped);
        Value quantized = builder.add("quantized", new StraightThrough(), clamped, rounded);
        sum(builder.add("product", new Multiply(), quantized, quantized));

        // 2 round(x) inside the bounds, 0 outside.
        assertThat(gradient(0.6, -1.4, 3, -2.6)).containsExactly(2, -2, 0.0, -0.0);
    }

    @Test
    void aStoppedFactorIsAConstant() {
        sum(builder.add("product", new Multiply(), x, builder.add("stopped", new StopGradient(), x)));

        assertThat(gradient(3, -5)).containsExactly(3, -5);
    }

    @Test
    void aMaskPassesTheGradientOfWhatItMasks() {
        Value zero = builder.add("zero", new Input(Shape.SCALAR));
        sum(builder.add("masked", new Multiply(), x, builder.add("mask", new Greater(), x, zero)));
        Gradients gradients = Gradients.of(builder.build("loss"), "loss", List.of("x"));
        INDArray gradient = new ReferenceExecutor(gradients.graph())
                .run(Map.of("x", Nd4j.createFromArray(3.0, -5).reshape(1, 2), "zero", Nd4j.scalar(0.0)))
                .get(gradients.gradientOf().get("x"));

        assertThat(gradient.ravel().toDoubleVector()).containsExactly(1, 0);
    }

    @Test
    void whereNothingPassesThereIsNoGradient() {
        sum(builder.add("mask", new Greater(), x, builder.add("stopped", new StopGradient(), x)));

        assertThatThrownBy(() -> gradient(1, 2))
                .hasMessage("the loss does not depend on 'x' in a differentiable way, so there is no gradient with"
                        + " respect to it");
    }

    @Test
    void roundingNamesItsNode() {
        sum(builder.add("rounded", new Round(), x));

        assertThatThrownBy(() -> gradient(1, 2))
                .hasMessage("node 'rounded' (Round): the derivative of rounding is 0 wherever there is one, and nothing"
                        + " would be learnt; put a StraightThrough around it");
    }

    @Test
    void equallyLargestNumbersShare() {
        sum(builder.add("largest", new Reduce(Reducer.MAX, List.of(0), false), x));

        assertThat(gradient(7, 1, 7, 2, 3, 2, 7, 2))
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(1.0 / 3, 0, 1.0 / 3, 1.0 / 3, 0, 1.0 / 3, 1.0 / 3, 1.0 / 3);
    }

    @Test
    void betweenEqualOperandsTheFirstIsTheMaximum() {
        Value twice = builder.add("twice", new Add(), x, x);
        sum(builder.add("larger", new Maximum(), twice, x));

        assertThat(gradient(0, -1)).containsExactly(2, 1);
    }

    @Test
    void theMeanOverAnOpenBatchKnowsItsSize() {
        Value mean = builder.add("mean", Reduce.mean(0), x);
        sum(builder.add("product", new Multiply(), mean, mean));

        // 2 mean / N
        assertThat(gradient(1, 2, 3, 4, 5, 6, 3, 0)).containsExactly(1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5);
    }

    @Test
    void aRepeatedBatchOperandGetsTheSumOfItsCopies() {
        Value once = builder.add("once", Reduce.sum(0), x);
        sum(builder.add("product", new Multiply(), x, once));

        // sum over the batch of x times the sum over the batch: its square, of derivative 2 sum.
        assertThat(gradient(1, 2, 3, 4)).containsExactly(8, 12, 8, 12);
    }
}
