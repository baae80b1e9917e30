package dev.espalier.model.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PointwiseTest {

    private static final double[] POINTS = {-3, -1, 0, 0.5, 3, 6};

    /** What PyTorch 1.13 gives at {@link #POINTS} in double precision, rounded to nine digits after the point. */
    private record Row(Pointwise op, double[] values, double[] derivatives) {}

    private static Row row(Pointwise op, String values, String derivatives) {
        return new Row(op, numbers(values), numbers(derivatives));
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    static Stream<Row> rows() {
        return Stream.of(
                row(new Abs(), "3 1 0 0.5 3 6", "-1 -1 0 1 1 1"),
                row(new Clamp(-1, 3), "-1 -1 0 0.5 3 3", "0 1 1 1 1 0"),
                row(new Elu(0.7), "-0.665149052 -0.442484391 0 0.5 3 6", "0.034850948 0.257515609 0.7 1 1 1"),
                row(
                        new Exp(),
                        "0.049787068 0.367879441 1 1.648721271 20.085536923 403.428793493",
                        "0.049787068 0.367879441 1 1.648721271 20.085536923 403.428793493"),
                row(
                        new Erf(),
                        "-0.999977910 -0.842700793 0 0.520499878 0.999977910 1",
                        "0.000139254 0.415107497 1.128379167 0.878782579 0.000139254 0"),
                row(
                        new Elementary(Elementary.Function.SIN),
                        "-0.141120008 -0.841470985 0 0.479425539 0.141120008 -0.279415498",
                        "-0.989992497 0.540302306 1 0.877582562 -0.989992497 0.960170287"),
                row(new Elementary(Elementary.Function.FLOOR), "-3 -1 0 0 3 6", "0 0 0 0 0 0"),
                row(new Elementary(Elementary.Function.CEIL), "-3 -1 0 1 3 6", "0 0 0 0 0 0"),
                row(new Elementary(Elementary.Function.SIGN), "-1 -1 0 1 1 1", "0 0 0 0 0 0"),
                row(
                        new Elementary(Elementary.Function.ATAN),
                        "-1.249045772 -0.785398163 0 0.463647609 1.249045772 1.405647649",
                        "0.1 0.5 1 0.8 0.1 0.027027027"),
                row(
                        new Gelu(),
                        "-0.004049694 -0.158655254 0 0.345731231 2.995950306 5.999999994",
                        "-0.011945647 -0.083315471 0.5 0.867495125 1.011945647 1.000000035"),
                row(
                        new HardSigmoid(),
                        "0 0.333333333 0.5 0.583333333 1 1",
                        "0 0.166666672 0.166666672 0.166666672 0 0"),
                row(new HardSwish(), "0 -0.333333333 0 0.291666667 3 6", "-0.5 0.166666667 0.5 0.666666667 1.5 1"),
                row(new LeakyRelu(0.2), "-0.6 -0.2 0 0.5 3 6", "0.2 0.2 0.2 1 1 1"),
                row(new Power(3), "-27 -1 0 0.125 27 216", "27 3 0 0.75 27 108"),
                row(new Relu(), "0 0 0 0.5 3 6", "0 0 0 1 1 1"),
                row(new Relu6(), "0 0 0 0.5 3 6", "0 0 0 1 1 0"),
                row(new Round(), "-3 -1 0 0 3 6", "0 0 0 0 0 0"),
                row(
                        new Sigmoid(),
                        "0.047425873 0.268941421 0.5 0.622459331 0.952574127 0.997527377",
                        "0.04517666 0.196611933 0.25 0.235003712 0.04517666 0.002466509"),
                row(
                        new Softplus(),
                        "0.048587352 0.313261688 0.693147181 0.974076984 3.048587352 6.002475685",
                        "0.047425873 0.268941421 0.5 0.622459331 0.952574127 0.997527377"),
                row(new Square(), "9 1 0 0.25 9 36", "-6 -2 0 1 6 12"),
                row(
                        new Tanh(),
                        "-0.995054754 -0.761594156 0 0.462117157 0.995054754 0.999987712",
                        "0.009866037 0.419974342 1 0.786447733 0.009866037 2.4577e-05"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void valuesAndDerivativesArePyTorchs(Row row) {
        for (int i = 0; i < POINTS.length; i++) {
            double value = row.op().value(POINTS[i]);
            double read = row.op().derivativeReads() == Pointwise.Operand.INPUT ? POINTS[i] : value;

            assertThat(value).as("at %s", POINTS[i]).isEqualTo(row.values()[i], within(1e-8));
            assertThat(row.op().derivative(read)).as("at %s", POINTS[i]).isEqualTo(row.derivatives()[i], within(1e-7));
        }
    }

    @Test
    void farOutNothingOverflows() {
        assertThat(new Sigmoid().value(-1000)).isZero();
        assertThat(new Sigmoid().value(1000)).isEqualTo(1);
        assertThat(new Softplus().value(1000)).isEqualTo(1000);
        assertThat(new Softplus().value(-1000)).isZero();
        assertThat(new Gelu().value(-50)).isZero();
    }

    @Test
    void aNumberThatIsNoneStaysNone() {
        for (Pointwise op : List.of(new Relu(), new Relu6(), new Clamp(0, 1), new HardSwish(), new LeakyRelu(0.1))) {
            assertThat(op.value(Double.NaN)).as(op.kind()).isNaN();
        }
    }

    @Test
    void roundingHasNoGradientAndSaysWhatDoes() {
        assertThatThrownBy(() -> new Round().differentiate(null))
                .hasMessage("the derivative of rounding is 0 wherever there is one, and nothing would be learnt; put a"
                        + " StraightThrough around it");
    }

    @Test
    void attributesAreChecked() {
        assertThatThrownBy(() -> new Clamp(2, 1)).hasMessage("min (=2.0) must not be above max (=1.0)");
        assertThatThrownBy(() -> new Clamp(0, Double.POSITIVE_INFINITY))
                .hasMessage("max is Infinity; it must be a finite number");
        assertThatThrownBy(() -> new LeakyRelu(-0.1)).hasMessage("slope is -0.1; it must be 0 or more, and finite");
        assertThatThrownBy(() -> new Elu(-1)).hasMessage("alpha is -1.0; it must be 0 or more, and finite");
        assertThatThrownBy(() -> new Affine(Double.NaN, 0)).hasMessage("scale is NaN; it must be a finite number");
        assertThatThrownBy(() -> new Power(Double.NaN)).hasMessage("exponent is NaN; it must be a finite number");
    }

    @Test
    void aGradientNeedsWhatItReadsInTheSameShape() {
        Shape x = Shape.batchOf(3);

        assertThat(new PointwiseGradient(new Gelu()).infer(List.of(x, x))).isEqualTo(x);
        assertThatThrownBy(() -> new PointwiseGradient(new Gelu()).infer(List.of(x)))
                .hasMessage("expects the inputs (x, upstream), found 1: [[N, 3]]");
        assertThatThrownBy(() -> new PointwiseGradient(new Tanh()).infer(List.of(x, Shape.batchOf(4))))
                .hasMessage("expects an upstream of shape [N, 3], found [N, 4]");
        assertThat(new PointwiseGradient(new Tanh()).kind()).isEqualTo("TanhGradient");
    }
}
