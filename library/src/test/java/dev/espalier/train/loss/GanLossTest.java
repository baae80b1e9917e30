package dev.espalier.train.loss;

import static dev.espalier.train.loss.Small.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class GanLossTest {

    private static final INDArray REAL = vector(3, 0.5);
    private static final INDArray FAKE = vector(-2, 0.5);

    private static void expect(double discriminator, double generator, GanLoss loss) {
        assertThat(Small.of(loss::discriminator, REAL, FAKE).value()).isCloseTo(discriminator, within(1e-12));
        assertThat(Small.of((scope, real, fake) -> loss.generator(scope, fake), REAL, FAKE)
                        .value())
                .isCloseTo(generator, within(1e-12));
    }

    private static double softplus(double x) {
        return Math.log(1 + Math.exp(x));
    }

    @Test
    void hinge() {
        expect((0.25 + 0.75) / 2, 0.75, GanLoss.HINGE);
    }

    @Test
    void leastSquares() {
        expect(((4 + 0.25) / 2 + (4 + 0.25) / 2) / 2, (9 + 0.25) / 2, GanLoss.LEAST_SQUARES);
    }

    @Test
    void vanilla() {
        double real = (softplus(-3) + softplus(-0.5)) / 2;
        double fake = (softplus(-2) + softplus(0.5)) / 2;
        expect((real + fake) / 2, (softplus(2) + softplus(-0.5)) / 2, GanLoss.VANILLA);
    }
}
