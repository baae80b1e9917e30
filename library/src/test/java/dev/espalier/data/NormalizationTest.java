package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class NormalizationTest {

    @Test
    void measuresEachChannelAsTheDefinitionSays() {
        Dataset data = Samples.counting(3, 3, 2, 5);
        Normalization measured = Normalization.of(data);
        for (int c = 0; c < 3; c++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < 3; i++) {
                for (int p = 0; p < 10; p++) {
                    double v = (data.pixels(i)[c * 10 + p] & 0xff) / 255.0;
                    sum += v;
                    squares += v * v;
                }
            }
            assertThat(measured.mean().get(c)).isCloseTo(sum / 30, within(1e-12));
            assertThat(measured.std().get(c)).isCloseTo(Math.sqrt(squares / 30 - sum * sum / 900), within(1e-9));
        }
    }

    @Test
    void looksAtTheSelectedImagesOnly() {
        Dataset data = Samples.numbered(10, 1);
        assertThat(Normalization.of(data.subset(0, 2)).mean().get(0)).isCloseTo(1 / 255.0, within(1e-12));
    }

    @Test
    void unitMapsBlackToZeroAndWhiteToOne() {
        float[] table = Normalization.unit(1).table(0);
        assertThat(table[0]).isZero();
        assertThat(table[255]).isOne();
    }

    @Test
    void saysWhatItDoesToAPixel() {
        assertThat(new Normalization(List.of(0.2867148219287715, 0.5), List.of(0.3535243654517743, 0.25)))
                .hasToString("(x-0.28671)/0.35352,(x-0.50000)/0.25000");
    }

    @Test
    void refusesAConstantChannel() {
        assertThatThrownBy(() -> Normalization.of(Samples.numbered(10, 1).subset(7)))
                .hasMessage("channel 0 of numbered has the value 7 everywhere, so it cannot be scaled to a standard"
                        + " deviation of 1; drop the channel or use Normalization.unit");
    }

    @Test
    void refusesNumbersThatCannotBe() {
        assertThatThrownBy(() -> new Normalization(List.of(0.5, 0.5), List.of(0.5, 0.0)))
                .hasMessage("channel 1: expected a finite mean and a standard deviation above 0, found 0.5 and 0.0");
        assertThatThrownBy(() -> new Normalization(List.of(0.5), List.of()))
                .hasMessage("a normalization needs one mean and one standard deviation per channel, found 1 and 0");
    }
}
