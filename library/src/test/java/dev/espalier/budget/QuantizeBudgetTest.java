package dev.espalier.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Cost;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.quantize.Levels;
import dev.espalier.quantize.Quantize;
import dev.espalier.train.Digest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bits for each layer under a number of bytes. */
class QuantizeBudgetTest {

    @ParameterizedTest
    @ValueSource(strings = {"bytes 30%", "bytes 20%", "bytes 3.5 kB"})
    void bitsFitTheBytes(String text) {
        Dials dials = QuantizeDials.fixed(Small.trained(), 2, 8);
        Budget budget = Budget.parse(text);
        long limit = budget.limit(Cost.of(Small.trained()));
        SensitivityCurves curves =
                SensitivityAnalysis.of(Sensitivity.usual(new Seed(2)).on(200)).measure(dials, Small.DATA);
        assertThat(curves.of("second").points()).hasSize(8);
        for (Strategy strategy : List.of(new Strategy.Uniform(), new Strategy.Measured(curves))) {
            Allocation allocation = new Allocator(budget, strategy).allocate(dials);
            assertThat(allocation.after().bytes()).as(strategy + " " + budget).isBetween(limit * 80 / 100, limit);
            Quantize asked = (Quantize) allocation.aim();
            Model quantized =
                    Quantize.parse(asked.settings()).apply(Small.trained()).model();
            assertThat(quantized.history()).isEqualTo(allocation.model().history());
            assertThat(Digest.of(quantized.parameters()))
                    .isEqualTo(Digest.of(allocation.model().parameters()));
        }
    }

    @Test
    void aLayerMayStayAsItIs() {
        Dials dials = QuantizeDials.fixed(Small.trained(), 4, 8);
        Map<String, Double> keeps = Map.of("first", 4 / 32.0);
        Model quantized = ((Quantize) dials.aim(keeps)).apply(Small.trained()).model();
        assertThat(quantized.encodings()).containsOnlyKeys("first.weight");
        assertThat(Cost.of(quantized)).isEqualTo(Cost.of(dials.turned(keeps)));
    }

    @Test
    void thereIsNoThresholdForBits() {
        assertThatThrownBy(() -> new Allocator(
                                Budget.parse("bytes 20%"), new Strategy.Threshold(Strategy.Threshold.Score.LAMP))
                        .allocate(QuantizeDials.fixed(Small.trained(), 2, 8)))
                .hasMessageStartingWith("nothing is cut of 'stem' by quantization to fixed2")
                .hasMessageEndingWith("so there is no threshold; use strategy uniform or sensitivity");
    }

    @Test
    void choicesMustDiffer() {
        assertThatThrownBy(() -> QuantizeDials.of(
                        Small.trained(),
                        Quantize.fixed(4),
                        List.of(new LevelSet.Fixed(4), new LevelSet.SumOfPowers(4))))
                .hasMessage("fixed4 and sp2-4 have as many bits; there is nothing to choose");
        assertThatThrownBy(() -> QuantizeDials.of(
                        Small.trained(),
                        Quantize.fixed(4).with("first", new Levels.Uniform(new LevelSet.Fixed(8))),
                        List.of(new LevelSet.Fixed(4))))
                .hasMessageContaining("levels of their own for [first]");
    }
}
