package dev.espalier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.experiment.Finding.Verdict;
import dev.espalier.study.Trials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {

    @ParameterizedTest
    @CsvSource({
        "3.0, 3.1, 2.9, HOLDS",
        "1.0, 1.1, 0.9, CONTRADICTED",
        "1.0, 4.0, 2.5, NOT_SEPARABLE",
        "2.0, 2.1, 1.9, NOT_SEPARABLE"
    })
    void aBoundIsPassedOnlyIfChanceCannotHaveDoneIt(double a, double b, double c, Verdict expected) {
        assertThat(new Rule.Above(2).decide(Trials.of(a, b, c))).isEqualTo(expected);
        Verdict mirrored = new Rule.Below(-2).decide(Trials.of(-a, -b, -c));
        assertThat(mirrored).isEqualTo(expected);
    }

    @Test
    void theBoundAndTheRiskAreThoseOfStudentsTest() {
        // t = 4.303 at two degrees of freedom is the two-sided 5 %: mean 1, deviation 1/4.303*sqrt(3).
        double deviation = Math.sqrt(3) / 4.303;
        assertThat(new Rule.Above(0).decide(Trials.of(1 - 0.99 * deviation, 1, 1 + 0.99 * deviation)))
                .isEqualTo(Verdict.HOLDS);
        assertThat(new Rule.Above(0).decide(Trials.of(1 - 1.01 * deviation, 1, 1 + 1.01 * deviation)))
                .isEqualTo(Verdict.NOT_SEPARABLE);
    }

    @Test
    void betweenNeedsBothBounds() {
        Rule rule = new Rule.Between(0.17, 0.24);
        assertThat(rule.decide(Trials.of(0.20, 0.21, 0.205))).isEqualTo(Verdict.HOLDS);
        assertThat(rule.decide(Trials.of(0.30, 0.31, 0.305))).isEqualTo(Verdict.CONTRADICTED);
        assertThat(rule.decide(Trials.of(0.16, 0.20, 0.18))).isEqualTo(Verdict.NOT_SEPARABLE);
        assertThat(rule).hasToString("0.17 < mean < 0.24");
        assertThatThrownBy(() -> new Rule.Between(2, 1)).hasMessageContaining("nothing is between 2.0 and 1.0");
    }

    @Test
    void aSingleTrialDecidesOnlyWhereThereIsNoChance() {
        Rule rule = new Rule.Above(2);
        assertThat(rule.decide(Trials.of(100))).isEqualTo(Verdict.NOT_SEPARABLE);
        assertThat(new Rule.Exactly(rule).decide(Trials.of(3))).isEqualTo(Verdict.HOLDS);
        assertThat(new Rule.Exactly(rule).decide(Trials.of(1))).isEqualTo(Verdict.CONTRADICTED);
        assertThat(new Rule.Exactly(rule)).hasToString("value > 2");
    }

    @Test
    void saysItsBoundsAsTheyWereMeant() {
        assertThat(new Rule.Between(0.93 * 30, 1.07 * 30)).hasToString("27.9 < mean < 32.1");
        assertThat(new Rule.Above(-0.3)).hasToString("mean > -0.3");
        assertThat(new Rule.Below(0)).hasToString("mean < 0");
        assertThat(new Rule.Below(20_000)).hasToString("mean < 20000");
    }
}
