package dev.espalier.model.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;

class ErrorFunctionTest {

    @Test
    void itIsThatOfCommonsMath() {
        for (int i = -7000; i <= 7000; i++) {
            double x = i / 1000.0;
            assertThat(ErrorFunction.erf(x)).as("erf(%s)", x).isEqualTo(Erf.erf(x), within(4e-15));
        }
    }

    @Test
    void farOutItIsOne() {
        assertThat(ErrorFunction.erf(30)).isEqualTo(1);
        assertThat(ErrorFunction.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
        assertThat(ErrorFunction.erf(Double.NaN)).isNaN();
    }

    @Test
    void nearZeroItKeepsItsDigits() {
        assertThat(ErrorFunction.erf(1e-300)).isEqualTo(2 / Math.sqrt(Math.PI) * 1e-300, within(1e-314));
        assertThat(ErrorFunction.erf(0)).isZero();
    }
}
