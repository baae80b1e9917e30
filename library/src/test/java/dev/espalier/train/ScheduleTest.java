package dev.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    @ParameterizedTest(name = "{0} at step {1}")
    @CsvSource({
        "constant, 0, 1",
        "constant, 99, 1",
        "step:2:0.1, 0, 1",
        "step:2:0.1, 19, 1",
        "step:2:0.1, 20, 0.1",
        "step:2:0.1, 40, 0.01",
        "milestones:3-5:0.1, 29, 1",
        "milestones:3-5:0.1, 30, 0.1",
        "milestones:3-5:0.1, 99, 0.01",
        "cosine, 0, 1",
        "cosine, 25, 0.8535533905932737",
        "cosine, 50, 0.5",
        "cosine:0.2, 50, 0.6",
        "linear, 0, 1",
        "linear, 75, 0.25",
        "linear:0.5, 50, 0.75",
        "linear-decay:4, 39, 1",
        "linear-decay:4, 40, 1",
        "linear-decay:4, 70, 0.5",
        "linear-decay:10, 99, 1",
        "linear-decay:0, 75, 0.25"
    })
    void factorsOfARunOfTenEpochsOfTenSteps(String schedule, long step, double factor) {
        assertThat(Schedule.parse(schedule).factor(step, 10, 100)).isCloseTo(factor, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "constant",
                "step:3:0.5",
                "milestones:3-5:0.1",
                "cosine",
                "cosine:0.1",
                "linear",
                "linear:0.25",
                "linear-decay:3"
            })
    void readsWhatItWrites(String text) {
        assertThat(Schedule.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "cosin", "step", "step:10", "step:x:0.1", "milestones:3-:x", "cosine:a", "linear:0.1:2"})
    void refusesWhatIsNoSchedule(String text) {
        assertThatThrownBy(() -> Schedule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no schedule '" + text + "'")
                .hasMessageContaining("step:10:0.1");
    }

    @Test
    void refusesValuesOutsideTheirRange() {
        assertThatThrownBy(() -> Schedule.parse("cosine:1.5")).hasMessageContaining("must be in [0, 1]");
        assertThatThrownBy(() -> Schedule.parse("step:0:0.1")).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> Schedule.parse("milestones:5-3:0.1")).hasMessageContaining("ascending");
        assertThatThrownBy(() -> Schedule.parse("milestones:5:2")).hasMessageContaining("must be in (0, 1]");
        assertThatThrownBy(() -> Schedule.parse("linear-decay:-1")).hasMessageContaining("at least 0");
        assertThatThrownBy(() -> Schedule.parse("step:1:0")).hasMessageContaining("must be in (0, 1]");
    }

    @Property
    void neverRisesAndNeverLeavesItsFloor(
            @ForAll @DoubleRange(min = 0, max = 1) double floor, @ForAll @IntRange(min = 0, max = 98) int step) {
        for (Schedule schedule : new Schedule[] {new Schedule.Cosine(floor), new Schedule.Linear(floor)}) {
            double now = schedule.factor(step, 10, 100);
            double next = schedule.factor(step + 1, 10, 100);
            assertThat(next).isLessThanOrEqualTo(now + 1e-12).isGreaterThanOrEqualTo(floor - 1e-12);
        }
    }
}
