package dev.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The update rules against their formulas, written out for one number in double precision. */
class OptimizerStateTest {

    private static final double[] GRADIENTS = {0.5, -1.5, 0.25, 2.0};
    private static final double RATE = 0.1;

    private final OptimizerState state = new OptimizerState();

    private double[] track(Optimizer optimizer) {
        INDArray weight = Nd4j.createFromArray(1.0);
        double[] path = new double[GRADIENTS.length];
        for (int i = 0; i < path.length; i++) {
            INDArray gradient = Nd4j.createFromArray(GRADIENTS[i]);
            state.apply(optimizer, RATE, "w", weight, gradient, null, i + 1);
            path[i] = weight.getDouble(0);
        }
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
            state.averages().clear();
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
        double w = 1;
        double m = 0;
        double s = 0;
        double[] expected = new double[GRADIENTS.length];
        for (int i = 0; i < expected.length; i++) {
            double g = GRADIENTS[i] + 0.01 * w;
            m = 0.9 * m + 0.1 * g;
            s = 0.999 * s + 0.001 * g * g;
            double mean = m / (1 - Math.pow(0.9, i + 1));
            double square = s / (1 - Math.pow(0.999, i + 1));
            w -= RATE * mean / (Math.sqrt(square) + 1e-8);
            expected[i] = w;
        }
        assertThat(track(new Optimizer.Adam(RATE, 0.9, 0.999, 1e-8, 0.01))).containsExactly(expected, within(1e-9));
    }

    @Test
    void aMaskHoldsWeightGradientAndAveragesAtZero() {
        INDArray mask = Nd4j.createFromArray(1f, 0f, 1f);
        for (Optimizer optimizer : new Optimizer[] {new Optimizer.Sgd(RATE), new Optimizer.Adam(RATE)}) {
            state.averages().clear();
            INDArray weight = Nd4j.createFromArray(1f, 2f, 3f);
            state.apply(optimizer, RATE, "w", weight, Nd4j.createFromArray(1f, 1f, 1f), null, 1);
            state.apply(optimizer, RATE, "w", weight, Nd4j.createFromArray(1f, 1f, 1f), mask, 2);
            assertThat(weight.getFloat(1)).isZero();
            assertThat(weight.getFloat(0)).isNotZero();
            assertThat(state.averages().values()).isNotEmpty().allSatisfy(average -> assertThat(average.getFloat(1))
                    .isZero());
        }
    }

    @Test
    void refusesSettingsOutsideTheirRange() {
        assertThatThrownBy(() -> new Optimizer.Sgd(0)).hasMessageContaining("learning rate is 0.0");
        assertThatThrownBy(() -> new Optimizer.Sgd(Double.NaN)).hasMessageContaining("must be above 0");
        assertThatThrownBy(() -> new Optimizer.Sgd(0.1, 1, 0, false)).hasMessageContaining("momentum is 1.0");
        assertThatThrownBy(() -> new Optimizer.Sgd(0.1, 0, 0, true)).hasMessageContaining("needs momentum");
        assertThatThrownBy(() -> new Optimizer.Adam(0.1, 0.9, 1, 1e-8, 0)).hasMessageContaining("beta2 is 1.0");
        assertThatThrownBy(() -> new Optimizer.Adam(0.1, 0.9, 0.9, 0, 0)).hasMessageContaining("epsilon is 0.0");
        assertThatThrownBy(() -> new Optimizer.Adam(0.1, 0.9, 0.9, 1e-8, -1)).hasMessageContaining("not be negative");
    }
}
