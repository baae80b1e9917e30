package dev.espalier.study;

import static dev.espalier.study.Difference.Verdict.LESS;
import static dev.espalier.study.Difference.Verdict.MORE;
import static dev.espalier.study.Difference.Verdict.NOT_SEPARABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrialsTest {

    @Test
    void meanAndDeviationAreThoseOfTextbooks() {
        Trials trials = Trials.of(2, 4, 4, 4, 5, 5, 7, 9);
        assertThat(trials.mean()).isEqualTo(5);
        assertThat(trials.deviation()).isCloseTo(Math.sqrt(32.0 / 7), within(1e-12));
        assertThat(trials).hasToString("5.00 ± 2.14");
    }

    @Test
    void aSingleValueHasNoDeviation() {
        assertThat(Trials.of(89.336)).hasToString("89.34");
        assertThat(Trials.of(89.336).deviation()).isNaN();
        assertThat(Trials.of(2).minus(Trials.of(1))).hasToString("+1.00");
        assertThat(Trials.of(2).minus(Trials.of(1)).chance()).isEqualTo(1);
        assertThat(Trials.of(2).minus(Trials.of(1)).verdict()).isEqualTo(NOT_SEPARABLE);
    }

    @Test
    void differencesAreTakenInPairs() {
        Difference difference = Trials.of(90, 80, 70).minus(Trials.of(89, 78, 69));
        assertThat(difference.pairs().values()).containsExactly(1.0, 2.0, 1.0);
        assertThat(difference.error()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(difference).hasToString("+1.33 ± 0.33");
    }

    @ParameterizedTest
    @CsvSource({"2, 12.706", "3, 4.303", "4, 3.182", "5, 2.776", "6, 2.571", "11, 2.228", "31, 2.042"})
    void chanceIsOneInTwentyAtTheTabulatedQuantilesOfStudent(int pairs, double t) {
        Difference difference = ofStudent(pairs, t);
        assertThat(difference.mean() / difference.error()).isCloseTo(t, within(1e-9));
        assertThat(difference.chance()).isCloseTo(0.05, within(1e-4));
    }

    @Test
    void twoStandardErrorsOfThreePairsComeByChanceInEighteenOfAHundred() {
        assertThat(ofStudent(3, 2).chance()).isCloseTo(0.18350, within(1e-5));
    }

    @Test
    void theVerdictSaysWhichWayUnlessChanceWould() {
        assertThat(ofStudent(5, 2.8).verdict()).isEqualTo(MORE);
        assertThat(ofStudent(5, -2.8).verdict()).isEqualTo(LESS);
        assertThat(ofStudent(5, 2.7).verdict()).isEqualTo(NOT_SEPARABLE).hasToString("not separable");
        assertThat(ofStudent(5, 2.8).verdict(0.01)).isEqualTo(NOT_SEPARABLE);
    }

    @Test
    void equalPairsLeaveNothingToChance() {
        assertThat(Trials.of(2, 3).minus(Trials.of(1, 2)).verdict()).isEqualTo(MORE);
        assertThat(Trials.of(1, 2).minus(Trials.of(1, 2)).verdict()).isEqualTo(NOT_SEPARABLE);
    }

    @Test
    void whatCannotBeJudgedIsRefused() {
        assertThatThrownBy(() -> Trials.of(1, 2).minus(Trials.of(1)))
                .hasMessage("trials of 2 and 1 values have no pairs; measure both with the same seeds");
        assertThatThrownBy(() -> new Trials(List.of())).hasMessage("trials without values; measure at least once");
        assertThatThrownBy(() -> Trials.of(1, Double.NaN)).hasMessage("trials of [1.0, NaN]; all must be finite");
        assertThatThrownBy(() -> ofStudent(3, 2).verdict(5))
                .hasMessage("a risk of 5.0; it must be between 0 and 1, 0.05 is usual");
    }

    /** Pairs whose mean is t standard errors. */
    private static Difference ofStudent(int pairs, double t) {
        Trials spread = new Trials(
                IntStream.range(0, pairs).mapToObj(i -> i - (pairs - 1) / 2.0).toList());
        double error = spread.deviation() / Math.sqrt(pairs);
        return new Difference(new Trials(
                spread.values().stream().map(value -> value + t * error).toList()));
    }
}
