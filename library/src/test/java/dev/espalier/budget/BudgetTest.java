package dev.espalier.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Cost;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {

    private static final Cost COST = new Cost(1000, 800, 50_000, 40_000, 4100);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "macs 30%           | macs 30%       | 12000",
                "30% MACs           | macs 30%       | 12000",
                "parameters 12.5%   | parameters 12.5% | 100",
                "params 1.5k        | parameters 1500 | 1500",
                "parameters 1,234   | parameters 1234 | 1234",
                "bytes 24 kB        | bytes 24000    | 24000",
                "bytes 24KiB        | bytes 24576    | 24576",
                "1.5 MB bytes       | bytes 1500000  | 1500000",
                "bytes 29%          | bytes 29%      | 1189",
                "macs 2M            | macs 2000000   | 2000000",
            })
    void budgetsAreReadAndWrittenBack(String text, String written, long limit) {
        Budget budget = Budget.parse(text);
        assertThat(budget).hasToString(written.strip());
        assertThat(Budget.parse(budget.toString())).isEqualTo(budget);
        assertThat(Budget.parse(budget.settings())).isEqualTo(budget);
        assertThat(budget.limit(COST)).isEqualTo(limit);
    }

    @ParameterizedTest
    @CsvSource({"ms 2.0, ms 2, 2000000", "0.5 milliseconds, ms 0.5, 500000", "ms 40%, ms 40%, 4000000"})
    void timesAreBudgetsToo(String text, String written, long nanoseconds) {
        Budget budget = Budget.parse(text);
        assertThat(budget).hasToString(written);
        assertThat(Budget.parse(budget.toString())).isEqualTo(budget);
        assertThat(Budget.parse(budget.settings())).isEqualTo(budget);
        assertThat(budget.amount().of(10_000_000)).isEqualTo(nanoseconds);
    }

    @Test
    void timesAreNotCounted() {
        assertThatThrownBy(() -> Budget.parse("ms 3k"))
                .hasMessage("'3k' is no amount of ms; write 30% (of what the model has now), or 2 or 0.5");
        assertThatThrownBy(() -> Budget.parse("ms 0")).hasMessage("a budget of 0.0 ms leaves no time; it is above 0");
        assertThatThrownBy(() -> Budget.of(Measure.MILLISECONDS, 3)).hasMessage("a budget of 3 does not count ms");
        assertThatThrownBy(() -> Budget.ofMilliseconds(2).limit(COST))
                .hasMessage("milliseconds are measured and not counted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"macs", "30%", ""})
    void halfABudgetIsNone(String text) {
        assertThatThrownBy(() -> Budget.parse(text))
                .hasMessage("'" + text + "' is no budget; write what is counted and how much, such as: macs 30%, or"
                        + " bytes 24 kB");
    }

    @Test
    void wrongBudgetsSayWhatWouldBeRight() {
        assertThatThrownBy(() -> Budget.parse("mac 30%"))
                .hasMessage("a budget counts parameters, macs, bytes or ms, not 'mac'; did you mean 'macs'?");
        assertThatThrownBy(() -> Budget.parse("macs 3 kB"))
                .hasMessage("'3 kB' is no amount of MACs; write 30% (of what the model has now), or 120k or 1.5M");
        assertThatThrownBy(() -> Budget.parse("bytes many"))
                .hasMessage("'many' is no amount of bytes; write 30% (of what the model has now), or 24 kB or 24 KiB");
        assertThatThrownBy(() -> Budget.parse("macs 130%"))
                .hasMessage("a budget of 130% is outside 0% (excluded) to 100%; 25% allows a quarter of what the model"
                        + " has now");
        assertThatThrownBy(() -> Budget.of(Measure.MACS, 0))
                .hasMessage("a budget of 0 leaves nothing; it is at least 1");
        assertThatThrownBy(() -> Budget.parse(Map.of("measure", "macs", "amout", "30%")))
                .hasMessage("a budget has no setting 'amout'; did you mean 'amount'?");
    }
}
