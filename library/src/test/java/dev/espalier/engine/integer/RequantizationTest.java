package dev.espalier.engine.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.ShortNumber;
import dev.espalier.model.op.FakeQuantize;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

/** Sums become levels by integer division, as they do by a quotient in double precision. */
class RequantizationTest {

    @Property(tries = 2000)
    void integerDivisionRoundsAsDoublesDo(
            @ForAll @LongRange(min = -(1L << 28), max = 1L << 28) long number,
            @ForAll @DoubleRange(min = 1e-4, max = 10) @Scale(9) double scale,
            @ForAll @DoubleRange(min = 1e-4, max = 10) @Scale(9) double step,
            @ForAll @IntRange(min = 1, max = 200) int count,
            @ForAll boolean signed) {
        FakeQuantize op = new FakeQuantize(8, signed);
        Unit unit = Unit.of(ShortNumber.of((float) scale))
                .times(Unit.of(ShortNumber.of((float) scale)))
                .dividedBy(count);
        float shortStep = ShortNumber.of((float) step);

        Requantization exact = Requantization.of(unit, Unit.of(shortStep), op, 1L << 28);

        assertThat(exact.level(number)).isEqualTo((long) op.level(unit.times(number) / shortStep));
    }

    @Test
    void tiesGoToTheEvenLevelOnBothSides() {
        Requantization half = Requantization.of(Unit.of(0.5), Unit.of(1), new FakeQuantize(4, true), 100);

        assertThat(new long[] {half.level(1), half.level(3), half.level(-1), half.level(-3), half.level(5)})
                .containsExactly(0, 2, 0, -2, 2);
        assertThat(new long[] {half.level(99), half.level(-99)}).containsExactly(7, -8);
    }

    @Test
    void meansAreRoundedOnce() {
        // 7 / 3 = 2.33, 10 / 3 = 3.33, 11 / 3 = 3.67 units.
        Requantization third = Requantization.of(Unit.of(1).dividedBy(3), Unit.of(1), new FakeQuantize(4, false), 100);

        assertThat(new long[] {third.level(7), third.level(10), third.level(11), third.level(-5)})
                .containsExactly(2, 3, 4, 0);
    }

    @Test
    void whatDoesNotFitIsNoticedBefore() {
        assertThatThrownBy(() -> Requantization.of(Unit.of(1e9), Unit.of(1e-9), new FakeQuantize(4, true), 1 << 20))
                .isInstanceOf(ArithmeticException.class);
    }

    @Property
    void aUnitIsItsNumber(
            @ForAll @DoubleRange(min = 1, max = 1e6) @Scale(9) double magnitude,
            @ForAll @IntRange(min = -90, max = 90) int exponent) {
        double number = Math.scalb(magnitude, exponent);
        assertThat(Unit.of(number).times(1)).isEqualTo(number);
        assertThat(Unit.of(number).mantissa() & 1).isEqualTo(1);
    }

    @Property
    void bothUnitsAreWholeNumbersOfTheCommonOne(
            @ForAll @IntRange(min = 1, max = 4000) int a,
            @ForAll @IntRange(min = 1, max = 4000) int b,
            @ForAll @IntRange(min = -12, max = 12) int shift,
            @ForAll @IntRange(min = 1, max = 60) int count) {
        Unit one = Unit.of(Math.scalb((double) a, shift));
        Unit other = Unit.of(b).dividedBy(count);

        Unit common = Unit.common(one, other);

        assertThat(common.times(one.in(common) * count) / count).isEqualTo(one.times(1));
        assertThat(common.times(other.in(common))).isEqualTo(other.times(1));
    }
}
