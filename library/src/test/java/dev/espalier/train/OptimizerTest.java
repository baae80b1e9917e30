package dev.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Encoding;
import dev.espalier.model.Parameters;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Shape;
import dev.espalier.progress.Cancellation;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The update rules against their formulas, written out for one number in double precision. */
class OptimizerTest {

    private static final double[] GRADIENTS = {0.5, -1.5, 0.25, 2.0};
    private static final double RATE = 0.1;

    private static ParameterStore store(Map<String, INDArray> arrays) {
        return new ParameterStore(new Parameters(arrays), Hold.of(Map.of()));
    }

    private static double[] track(Optimizer optimizer) {
        return track(optimizer, Clipping.NONE, 1);
    }

    private static double[] track(Optimizer optimizer, Clipping clipping, double scale) {
        ParameterStore store = store(Map.of("w", Nd4j.createFromArray(1.0)));
        double[] path = new double[GRADIENTS.length];
        StepOptions options = StepOptions.usual().on(Engine.REFERENCE).with(clipping);
        try (Updater updater = new Updater(optimizer, options, store, Map.of("w", Shape.of(1)))) {
            for (int i = 0; i < path.length; i++) {
                Map<String, INDArray> gradients = Map.of("w", Nd4j.createFromArray(GRADIENTS[i]));
                updater.step(gradients, scale, RATE, Cancellation.NEVER);
                path[i] = store.get("w").getDouble(0);
            }
        }
        assertThat(options.state().steps()).isEqualTo(path.length);
        return path;
    }

    @Test
    void sgdIsThePlainRule() {
        double w = 1;
        double[] expected = new double[GRADIENTS.length];
        for (int i = 0; i < expected.length; i++) {
            w -= RATE * GRADIENTS[i];
            expected[i] = w;
        }
        assertThat(track(new Optimizer.Sgd(RATE, 0, 0, false))).containsExactly(expected, within(1e-12));
    }

    @Test
    void momentumAndDecayAreThoseOfPyTorch() {
        for (boolean nesterov : new boolean[] {false, true}) {
            double w = 1;
            double v = 0;
            double[] expected = new double[GRADIENTS.length];
            for (int i = 0; i < expected.length; i++) {
                double g = GRADIENTS[i] + 0.01 * w;
                v = 0.9 * v + g;
                w -= RATE * (nesterov ? g + 0.9 * v : v);
                expected[i] = w;
            }
            assertThat(track(new Optimizer.Sgd(RATE, 0.9, 0.01, nesterov))).containsExactly(expected, within(1e-12));
        }
    }

    @Test
    void adamIsAlgorithmOne() {
        assertThat(track(new Optimizer.Adam(RATE, 0.9, 0.999, 1e-8, 0.01)))
                .containsExactly(adam(0.01, 0), within(1e-9));
    }

    @Test
    void adamWDecaysBesideTheGradient() {
        assertThat(track(new Optimizer.AdamW(RATE, 0.9, 0.999, 1e-8, 0.05)))
                .containsExactly(adam(0, 0.05), within(1e-9));
    }

    static Stream<Optimizer> decaying() {
        return Stream.of(
                new Optimizer.Sgd(RATE, 0.9, 0.01, false),
                new Optimizer.Adam(RATE, 0.9, 0.999, 1e-8, 0.01),
                new Optimizer.AdamW(RATE, 0.9, 0.999, 1e-8, 0.05));
    }

    @ParameterizedTest
    @MethodSource("decaying")
    void whatDoesNotDecayMovesAsWithoutDecay(Optimizer optimizer) {
        Map<String, Shape> shapes = Map.of("w", Shape.of(1), "step", Shape.of(1));
        ParameterStore store = store(Map.of("w", Nd4j.createFromArray(1.0), "step", Nd4j.createFromArray(1.0)));
        StepOptions options = StepOptions.usual().on(Engine.REFERENCE);
        try (Updater updater = new Updater(optimizer, options, store, shapes, Set.of("step"))) {
            for (double gradient : GRADIENTS) {
                INDArray array = Nd4j.createFromArray(gradient);
                updater.step(Map.of("w", array, "step", array), 1, RATE, Cancellation.NEVER);
            }
        }

        double[] decayed = track(optimizer);
        double[] free = track(optimizer.withoutDecay());
        assertThat(store.get("w").getDouble(0)).isEqualTo(decayed[decayed.length - 1]);
        assertThat(store.get("step").getDouble(0))
                .isEqualTo(free[free.length - 1])
                .isNotEqualTo(decayed[decayed.length - 1]);
    }

    private static double[] adam(double coupledDecay, double decoupledDecay) {
        double w = 1;
        double m = 0;
        double s = 0;
        double[] expected = new double[GRADIENTS.length];
        for (int i = 0; i < expected.length; i++) {
            double g = GRADIENTS[i] + coupledDecay * w;
            m = 0.9 * m + 0.1 * g;
            s = 0.999 * s + 0.001 * g * g;
            double mean = m / (1 - Math.pow(0.9, i + 1));
            double square = s / (1 - Math.pow(0.999, i + 1));
            w -= RATE * decoupledDecay * w + RATE * mean / (Math.sqrt(square) + 1e-8);
            expected[i] = w;
        }
        return expected;
    }

    @Test
    void aScaleIsAFactorOnEveryGradient() {
        double[] expected = {1 - 0.025, 1 + 0.05, 1 + 0.0375, 1 - 0.0625};
        assertThat(track(new Optimizer.Sgd(RATE, 0, 0, false), Clipping.NONE, 0.5))
                .containsExactly(expected, within(1e-12));
    }

    @Test
    void clippingByValueMovesEachNumberIntoItsBounds() {
        double[] expected = {1 - 0.05, 1 + 0.05, 1 + 0.025, 1 - 0.075};
        assertThat(track(new Optimizer.Sgd(RATE, 0, 0, false), new Clipping.ByValue(1), 1))
                .containsExactly(expected, within(1e-12));
    }

    @Test
    void clippingByNormKeepsTheDirectionOfAllGradientsTogether() {
        Map<String, INDArray> gradients =
                Map.of("a", Nd4j.createFromArray(new double[][] {{3, 0}, {0, 0}}), "b", Nd4j.scalar(-4.0));
        for (double max : new double[] {1, 5.1}) {
            ParameterStore store = store(Map.of("a", Nd4j.zeros(DataType.DOUBLE, 2, 2), "b", Nd4j.scalar(0.0)));
            StepOptions options = StepOptions.usual().on(Engine.REFERENCE).with(new Clipping.ByNorm(max));
            Map<String, Shape> shapes = Map.of("a", Shape.of(2, 2), "b", Shape.SCALAR);
            try (Updater updater = new Updater(new Optimizer.Sgd(1, 0, 0, false), options, store, shapes)) {
                updater.step(gradients, 1, 1, Cancellation.NEVER);
            }
            double factor = Math.min(1, max / 5);
            assertThat(store.get("a").getDouble(0, 0)).isCloseTo(-3 * factor, within(1e-5));
            assertThat(store.get("b").getDouble(0)).isCloseTo(4 * factor, within(1e-5));
        }
    }

    @Test
    void aNormThatIsNotFiniteChangesNothing() {
        ParameterStore store = store(Map.of("a", Nd4j.createFromArray(1.0), "b", Nd4j.createFromArray(1.0)));
        StepOptions options = StepOptions.usual().on(Engine.REFERENCE).with(new Clipping.ByNorm(1));
        Map<String, Shape> shapes = Map.of("a", Shape.of(1), "b", Shape.of(1));
        Map<String, INDArray> gradients =
                Map.of("a", Nd4j.createFromArray(1.0), "b", Nd4j.createFromArray(Double.POSITIVE_INFINITY));
        try (Updater updater = new Updater(new Optimizer.Adam(1), options, store, shapes)) {
            assertThatThrownBy(() -> updater.step(gradients, 1, 1, Cancellation.NEVER))
                    .isInstanceOf(DivergenceException.class)
                    .hasMessage("the norm of the gradients became Infinity at step 1; the first that is not finite is"
                            + " that of 'b'");
        }
        assertThat(store.get("a").getDouble(0)).isEqualTo(1);
        assertThat(options.state().steps()).isZero();
    }

    static Stream<Optimizer> optimizers() {
        return Stream.of(
                new Optimizer.Sgd(RATE),
                new Optimizer.Sgd(RATE, 0, 0, false),
                new Optimizer.Sgd(RATE, 0.9, 0.1, true),
                new Optimizer.Adam(RATE),
                new Optimizer.AdamW(RATE));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aMaskHoldsWeightGradientAndAveragesAtZero(Optimizer optimizer) {
        ParameterStore store = store(Map.of("w", Nd4j.createFromArray(1f, 2f, 3f), "free", Nd4j.createFromArray(1f)));
        Map<String, INDArray> gradients =
                Map.of("w", Nd4j.createFromArray(1f, 1f, 1f), "free", Nd4j.createFromArray(1f));
        StepOptions options = StepOptions.usual().on(Engine.REFERENCE);
        Map<String, Shape> shapes = Map.of("w", Shape.of(3), "free", Shape.of(1));
        try (Updater updater = new Updater(optimizer, options, store, shapes)) {
            updater.step(gradients, 1, RATE, Cancellation.NEVER);
            store.constrain(
                    Map.of("w", new Encoding.Masked(Nd4j.createFromArray(1f, 0f, 1f), new Structure.Unstructured())));
            updater.step(gradients, 1, RATE, Cancellation.NEVER);
        }
        assertThat(store.get("w").getFloat(1)).isZero();
        assertThat(store.get("w").getFloat(0)).isNotZero();
        options.state().averages().forEach((name, average) -> {
            if (name.endsWith("/w")) {
                assertThat(average.getFloat(1)).isZero();
                assertThat(average.getFloat(0)).isNotZero();
            }
        });
    }

    @Test
    void aPullJoinsTheGradientAfterClippingAndBeforeMomentum() {
        for (boolean anchored : new boolean[] {true, false}) {
            ParameterStore store = store(Map.of("w", Nd4j.createFromArray(1.0)));
            double anchor = anchored ? -2 : 0;
            store.hold(store.hold()
                    .withPulls(Map.of(
                            "w",
                            anchored
                                    ? Pull.towards(Nd4j.createFromArray(anchor), 0.7)
                                    : Pull.towardsZero(Nd4j.createFromArray(0.7)))));
            Optimizer optimizer = new Optimizer.Sgd(RATE, 0.9, 0, false);
            StepOptions options = StepOptions.usual().on(Engine.REFERENCE).with(new Clipping.ByValue(0.3));
            double w = 1;
            double v = 0;
            try (Updater updater = new Updater(optimizer, options, store, Map.of("w", Shape.of(1)))) {
                for (double gradient : GRADIENTS) {
                    updater.step(Map.of("w", Nd4j.createFromArray(gradient)), 1, RATE, Cancellation.NEVER);
                    v = 0.9 * v + Math.max(-0.3, Math.min(0.3, gradient)) + 0.7 * (w - anchor);
                    w -= RATE * v;
                    assertThat(store.get("w").getDouble(0)).isCloseTo(w, within(1e-12));
                }
            }
        }
    }

    @Test
    void whatHoldsAWeightHasItsShape() {
        ParameterStore store = store(Map.of("w", Nd4j.createFromArray(1f, 2f)));
        Hold hold = store.hold();
        assertThatThrownBy(() -> store.hold(hold.withPulls(Map.of("w", Pull.towards(Nd4j.zeros(3), 1)))))
                .hasMessage("the anchor that holds 'w' has shape [3]; the parameter has [2]");
        assertThatThrownBy(() -> store.hold(hold.withPulls(Map.of("w", Pull.towardsZero(Nd4j.zeros(1))))))
                .hasMessage("the strength that holds 'w' has shape [1]; the parameter has [2]");
        Substitute wrong = new Substitute(Nd4j.zeros(2, 1), new Encoding.Dense());
        assertThatThrownBy(() -> store.hold(hold.withSubstitutes(Map.of("w", wrong))))
                .hasMessage("the value that holds 'w' has shape [2, 1]; the parameter has [2]");
        assertThatThrownBy(() -> store.hold(hold.withPulls(Map.of("v", Pull.towards(Nd4j.zeros(2), 1)))))
                .hasMessage("no parameter 'v'; did you mean 'w'?");
    }

    @Test
    void refusesSettingsOutsideTheirRange() {
        assertThatThrownBy(() -> new Optimizer.Sgd(0)).hasMessageContaining("learning rate is 0.0");
        assertThatThrownBy(() -> new Optimizer.Sgd(Double.NaN)).hasMessageContaining("must be above 0");
        assertThatThrownBy(() -> new Optimizer.Sgd(0.1, 1, 0, false)).hasMessageContaining("momentum is 1.0");
        assertThatThrownBy(() -> new Optimizer.Sgd(0.1, 0, 0, true)).hasMessageContaining("needs momentum");
        assertThatThrownBy(() -> new Optimizer.Adam(0.1, 0.9, 1, 1e-8, 0)).hasMessageContaining("beta2 is 1.0");
        assertThatThrownBy(() -> new Optimizer.Adam(0.1, 0.9, 0.9, 0, 0)).hasMessageContaining("epsilon is 0.0");
        assertThatThrownBy(() -> new Optimizer.AdamW(0.1, 0.9, 0.9, 1e-8, -1)).hasMessageContaining("not be negative");
        assertThatThrownBy(() -> new Clipping.ByNorm(0)).hasMessageContaining("a norm of 0.0; it must be above 0");
        assertThatThrownBy(() -> Clipping.parse("norm")).hasMessageContaining("no clipping 'norm'; there is none");
        assertThat(Clipping.parse("value:0.5")).isEqualTo(new Clipping.ByValue(0.5));
        assertThat(Clipping.parse(Clipping.NONE.toString())).isEqualTo(Clipping.NONE);
    }
}
