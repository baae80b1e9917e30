package dev.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

    @ParameterizedTest
    @ValueSource(strings = {"4x", "4", "4.0x", " 4 x ", "4X", "4×", "75%", "75 %", "keep 0.25", "keep .25", "keep 25%"})
    void theWaysToSayFourfoldMeanTheSame(String text) {
        assertThat(Rate.parse(text)).isEqualTo(Rate.times(4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.5x     | rate 0.5x is outside 1x (keeps everything) to 10000x; 4x keeps a quarter of the weights",
                "0        | rate 0x is outside 1x",
                "20000x   | rate 20000x is outside 1x",
                "100%     | rate 100% is outside 1x",
                "keep 0   | rate keep 0 is outside 1x",
                "keep 1.5 | rate keep 1.5 is outside 1x",
                "0.25     | rate 0.25 may mean keep 0.25 or sparsity 25%; write which one",
                "fast     | 'fast' is no rate; write 4x, or 75% (become zero), or keep 0.25, which all mean the same",
                "keep 4x  | 'keep 4x' is no rate",
                "-2x      | '-2x' is no rate",
                "4xx      | '4xx' is no rate",
            })
    void badRatesSayWhatWouldBeRight(String text, String message) {
        assertThatThrownBy(() -> Rate.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1, 0.999})
    void numbersThatAreNoRateAreRefused(double times) {
        assertThatThrownBy(() -> Rate.times(times)).hasMessageContaining("is outside 1x");
    }

    @Test
    void emptyTextIsNoRate() {
        assertThatThrownBy(() -> Rate.parse("")).hasMessageContaining("'' is no rate");
    }

    @Property
    void keepAndSparsityAreComplements(@ForAll @DoubleRange(min = 1, max = 10_000) double times) {
        Rate rate = Rate.times(times);
        assertThat(rate.keep() + rate.sparsity()).isCloseTo(1, within(1e-15));
        assertThat(Rate.sparsity(rate.sparsity()).times()).isCloseTo(times, within(times * times * 1e-15));
        assertThat(Rate.parse(rate.exact())).isEqualTo(rate);
    }

    @Test
    void printsAsPapersDo() {
        assertThat(Rate.times(4)).hasToString("4x");
        assertThat(Rate.times(2.25)).hasToString("2.25x");
        assertThat(Rate.keep(0.3)).hasToString("3.333x");
        assertThat(Rate.times(10_000)).hasToString("10000x");
    }
}
