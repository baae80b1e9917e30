package dev.espalier.train.loss;

import static dev.espalier.train.loss.Small.matrix;
import static dev.espalier.train.loss.Small.row;
import static dev.espalier.train.loss.Small.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LossTest {

    private static final double LN3 = Math.log(3);

    private static void expect(double expected, Small loss) {
        assertThat(loss.value()).isCloseTo(expected, within(1e-12));
    }

    @Test
    void reductionsAreTheMeanTheSumAndNone() {
        INDArray a = vector(1, 2);
        INDArray b = vector(3, 1);
        expect(1.5, Small.of((scope, x, y) -> Loss.l1(scope, x, y, Reduction.MEAN), a, b));
        expect(3, Small.of((scope, x, y) -> Loss.l1(scope, x, y, Reduction.SUM), a, b));
        assertThat(Small.of((scope, x, y) -> Loss.l1(scope, x, y, Reduction.NONE), a, b)
                        .values())
                .containsExactly(2.0, 1.0);
    }

    @Test
    void squaresAreOfTheDifference() {
        Small mse = Small.of((scope, x, y) -> Loss.mse(scope, x, y, Reduction.MEAN), vector(1, 2), vector(3, 1));
        expect(2.5, mse);
        assertThat(mse.gradient("a")).isEqualTo(vector(-2, 1));
    }

    @Test
    void smoothL1IsAParabolaBelowBetaAndALineAbove() {
        INDArray distances = vector(0.25, -2, 0);
        Small loss =
                Small.of((scope, x, y) -> Loss.smoothL1(scope, x, y, 0.5, Reduction.SUM), distances, vector(0, 0, 0));
        expect(0.0625 + 1.75, loss);
        assertThat(loss.gradient("a")).isEqualTo(vector(0.5, -1, 0));
        assertThatThrownBy(() ->
                        Small.of((scope, x, y) -> Loss.smoothL1(scope, x, y, 0, Reduction.SUM), distances, distances))
                .hasMessage("beta is 0.0; it must be above 0");
    }

    @Test
    void binaryCrossEntropyIsThatOfTheSigmoid() {
        Small loss = Small.of(
                (scope, x, t) -> Loss.bceWithLogits(scope, x, t, Reduction.SUM), vector(LN3, LN3), vector(1, 0.5));
        expect(-Math.log(0.75) - 0.5 * Math.log(0.75) - 0.5 * Math.log(0.25), loss);
        assertThat(loss.gradient("a").sub(vector(-0.25, 0.25)).amaxNumber().doubleValue())
                .isLessThan(1e-12);
    }

    @Test
    void binaryCrossEntropyOfLargeLogitsIsFinite() {
        Small loss = Small.of(
                (scope, x, t) -> Loss.bceWithLogits(scope, x, t, Reduction.NONE),
                vector(1000, 1000, -1000, -1000),
                vector(1, 0, 1, 0));
        assertThat(loss.values()).containsExactly(0.0, 1000.0, 1000.0, 0.0);
    }

    @Test
    void focalLossCountsWhatIsRightForLess() {
        Small loss = Small.of(
                (scope, x, t) -> Loss.sigmoidFocal(scope, x, t, 0.25, 2, Reduction.NONE),
                vector(LN3, LN3),
                vector(1, 0));
        assertThat(loss.values().get(0)).isCloseTo(-0.25 * 0.0625 * Math.log(0.75), within(1e-12));
        assertThat(loss.values().get(1)).isCloseTo(-0.75 * 0.5625 * Math.log(0.25), within(1e-12));
    }

    @Test
    void focalLossWithoutFocusIsCrossEntropy() {
        INDArray logits = Nd4j.linspace(-3, 3, 8)
                .castTo(Nd4j.defaultFloatingPointType())
                .castTo(vector(0).dataType());
        INDArray targets = vector(0, 1, 1, 0, 0, 1, 0, 1);
        double entropy = Small.of((scope, x, t) -> Loss.bceWithLogits(scope, x, t, Reduction.MEAN), logits, targets)
                .value();
        expect(
                entropy / 2,
                Small.of((scope, x, t) -> Loss.sigmoidFocal(scope, x, t, 0.5, 0, Reduction.MEAN), logits, targets));
    }

    @Test
    void focalLossChecksItsSettings() {
        assertThatThrownBy(() -> Loss.sigmoidFocal(null, null, null, 2, 2, Reduction.MEAN))
                .hasMessage("alpha is 2.0; it must be in [0, 1]");
        assertThatThrownBy(() -> Loss.sigmoidFocal(null, null, null, 0.25, -1, Reduction.MEAN))
                .hasMessage("gamma is -1.0; it must be at least 0");
    }

    @Test
    void divergenceIsTheMeanOverTheBatch() {
        INDArray q = matrix(row(Math.log(0.75), Math.log(0.25)), row(Math.log(0.5), Math.log(0.5)));
        INDArray p = matrix(row(Math.log(0.5), Math.log(0.5)), row(Math.log(0.5), Math.log(0.5)));
        double ofFirst = 0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(0.5 / 0.25);
        expect(ofFirst / 2, Small.of(Loss::klDiv, q, p));
    }

    @Test
    void distillationSoftensBothByTheTemperature() {
        INDArray student = matrix(row(2 * Math.log(0.75), 2 * Math.log(0.25)));
        INDArray teacher = matrix(row(2 * Math.log(0.5) + 1, 2 * Math.log(0.5) + 1));
        Small loss = Small.of((scope, s, t) -> Loss.distillation(scope, s, t, 2), student, teacher);
        expect(4 * (0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(0.5 / 0.25)), loss);
        // The gradient with respect to the student's logits is T (q - p).
        assertThat(loss.gradient("a").sub(matrix(row(0.5, -0.5))).amaxNumber().doubleValue())
                .isLessThan(1e-12);
        assertThatThrownBy(() -> loss.gradient("b"))
                .hasMessage("the loss does not depend on 'b' in a differentiable way, so there is no gradient with"
                        + " respect to it");
        assertThatThrownBy(() -> Loss.distillation(null, null, null, 0))
                .hasMessage("the temperature is 0.0; it must be above 0");
    }

    @Test
    void lossesAddUpByWeight() {
        expect(
                3 * 1.5 + 2.5,
                Small.of(
                        (scope, x, y) -> Loss.weighted(
                                scope,
                                new Loss.Term(3, Loss.l1(scope, x, y, Reduction.MEAN)),
                                new Loss.Term(1, Loss.mse(scope, x, y, Reduction.MEAN))),
                        vector(1, 2),
                        vector(3, 1)));
        assertThatThrownBy(() -> Loss.weighted(null)).hasMessage("a sum of no losses");
    }
}
