package dev.espalier.train.loss;

import static dev.espalier.train.loss.Small.matrix;
import static dev.espalier.train.loss.Small.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.train.loss.KernelAlignment.Rho;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The numbers are those of small matrices by the definition, to all digits of double precision. */
class KernelAlignmentTest {

    private static final INDArray I2 = matrix(row(1, 0), row(0, 1));
    private static final INDArray I3 = matrix(row(1, 0, 0), row(0, 1, 0), row(0, 0, 1));
    private static final INDArray X = matrix(row(1, 2), row(3, 4), row(5, 6));
    private static final INDArray Z = matrix(row(1, 0), row(0, 1), row(1, 1));

    private static Small alignment(KernelAlignment kernel, INDArray x, INDArray y) {
        return Small.of(kernel::alignment, x, y);
    }

    private static void expect(double expected, INDArray x, INDArray y) {
        assertThat(alignment(new KernelAlignment(), x, y).value()).isCloseTo(expected, within(1e-12));
    }

    @Test
    void alignmentOfKnownMatrices() {
        expect(1, I2, I2);
        expect(0.7071067811865476, I2, matrix(row(1, 1, 1), row(1, 1, 1)));
        expect(0.579030855698979, X, I3);
        expect(0.9200784719304649, X, Z);
    }

    @Test
    void scaleAndSignDoNotMatter() {
        expect(1, X, X);
        expect(0.9200784719304649, X.mul(3), Z.neg());
    }

    @Test
    void itemsAreRowsWhateverTheirShape() {
        expect(0.9200784719304649, X.reshape(3, 1, 2, 1), Z.reshape(3, 2, 1, 1));
    }

    @Test
    void centeringTakesOffTheMeanOfEachColumn() {
        KernelAlignment centered = new KernelAlignment(Rho.ITEMS, true);
        assertThat(alignment(centered, X, Z).value()).isCloseTo(0.474341649025257, within(1e-12));
        assertThat(alignment(centered, X, I3).value()).isCloseTo(0.7071067811865475, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"false, 0.9200784719304649", "true, 0.474341649025257"})
    void positionsAreRowsOfChannels(boolean centered, double expected) {
        // Three positions of one image of two channels: channels come first there, rows of channels here.
        INDArray x = X.transpose().dup('c').reshape(1, 2, 3, 1);
        INDArray z = Z.transpose().dup('c').reshape(1, 2, 1, 3);
        KernelAlignment kernel = new KernelAlignment(Rho.SPATIAL, centered);
        assertThat(alignment(kernel, x, z.reshape(1, 2, 3, 1)).value()).isCloseTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"ITEMS, false", "ITEMS, true", "SPATIAL, false", "SPATIAL, true"})
    void gradientIsTheNumericOne(Rho rho, boolean centered) {
        INDArray x = Nd4j.linspace(-1, 2, 36).castTo(X.dataType()).reshape(3, 2, 2, 3);
        INDArray y = Nd4j.linspace(3, -2, 54).castTo(X.dataType()).reshape(3, 3, 2, 3);
        y.muli(y).muli(x.getDouble(3));
        Small alignment = alignment(new KernelAlignment(rho, centered), x, y);
        for (String input : List.of("a", "b")) {
            INDArray difference = alignment.gradient(input).sub(alignment.numericGradient(input));
            assertThat(difference.amaxNumber().doubleValue()).isLessThan(1e-8);
        }
    }

    @Test
    void oneItemIsAlwaysAligned() {
        Small single = alignment(new KernelAlignment(), matrix(row(1, 2)), matrix(row(5, -1, 3)));
        assertThat(single.value()).isCloseTo(1, within(1e-12));
        assertThat(single.gradient("a").amaxNumber().doubleValue()).isLessThan(1e-12);
    }

    @Test
    void theLossIsMinusTheSumOverLayers() {
        KernelAlignment kernel = new KernelAlignment();
        Small loss = Small.of((scope, x, z) -> kernel.loss(scope, List.of(x, x), List.of(z, x)), X, Z);
        assertThat(loss.value()).isCloseTo(-1.9200784719304649, within(1e-12));
        assertThatThrownBy(() -> kernel.loss(null, List.of(), List.of()))
                .hasMessage("kernel alignment compares layers in pairs, found 0 of the student and 0 of the teacher");
    }

    @Test
    void batchesMustBeOfAsManyItems() {
        assertThatThrownBy(() -> alignment(new KernelAlignment(), I2, I3))
                .hasMessage("node 'loss/GramInnerProduct' (GramInnerProduct): expects two batches of as many items,"
                        + " found [2, 2] and [3, 3]");
    }
}
