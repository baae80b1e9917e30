package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.LevelSet.Fixed;
import dev.espalier.model.LevelSet.PowerOfTwo;
import dev.espalier.model.LevelSet.SumOfPowers;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Scale;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ShortNumberTest {

    @Provide
    Arbitrary<LevelSet> sets() {
        return Arbitraries.of(
                new Fixed(2),
                new Fixed(4),
                new Fixed(7),
                new Fixed(8),
                new PowerOfTwo(2),
                new PowerOfTwo(4),
                new PowerOfTwo(5),
                new PowerOfTwo(7),
                new SumOfPowers(3),
                new SumOfPowers(4),
                new SumOfPowers(6),
                new SumOfPowers(8));
    }

    @Property
    void roundedScalesAreExactAndNear(
            @ForAll @FloatRange(min = 1e-6f, max = 1e3f) @Scale(9) float scale, @ForAll("sets") LevelSet set) {
        float rounded = ShortNumber.scale(scale, set);

        assertThat(ShortNumber.isExact(rounded, set)).isTrue();
        assertThat(rounded).isCloseTo(scale, Percentage.withPercentage(100.0 / 512));
        assertThat(ShortNumber.scale(rounded, set)).isEqualTo(rounded);
        double one = (double) rounded / set.unit();
        for (long integer : set.integers()) {
            assertThat((double) (float) (rounded * ((double) integer / set.unit())))
                    .isEqualTo(integer * one);
        }
    }

    @Test
    void aScaleOfManyDigitsIsNotExact() {
        assertThat(ShortNumber.isExact(0.1f, new Fixed(4))).isFalse();
        assertThat(ShortNumber.isExact(7 * 0.125f, new Fixed(4))).isTrue();
        assertThat(ShortNumber.isExact(0.1f, new PowerOfTwo(4))).isTrue();
        assertThat(ShortNumber.isExact(0.1f, new SumOfPowers(4))).isFalse();
    }

    @Test
    void shortNumbersHaveTenBits() {
        assertThat(List.of(ShortNumber.of(1023), ShortNumber.of(1025), ShortNumber.of(-3077), ShortNumber.of(0)))
                .containsExactly(1023f, 1024f, -3076f, 0f);
    }

    @Test
    void aGridIsThePowerOfTwoBelow() {
        assertThat(ShortNumber.onGrid(0.8f, 0.3)).isCloseTo(0.75f, within(0f));
        assertThat(ShortNumber.onGrid(-0.125f, 0.25)).isEqualTo(-0f);
        assertThat(ShortNumber.onGrid(1e6f, 1e-9)).isEqualTo(1e6f);
    }
}
