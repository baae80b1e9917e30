package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.progress.Cancellation;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmmCaseTest {

    private static final Split EXCERPT = FashionMnist.excerpt();
    private static final Split FEW =
            new Split(EXCERPT.train().take(100), EXCERPT.test().take(64));

    @ParameterizedTest
    @ValueSource(
            strings = {"admm:lenet5:unstructured", "admm:lenet5:unstructured+fixed4", "admm:resnet20:pattern:8+fixed4"})
    void bothTrainingsAreMeasuredOnTheSameSteps(String name) throws Exception {
        AdmmCost cost = named(name).measure(FEW, 2, Cancellation.NEVER);

        assertThat(cost.name()).isEqualTo(name);
        assertThat(cost.steps()).isEqualTo(2);
        assertThat(cost.plain()).hasSize(2);
        assertThat(cost.held()).hasSize(2).allSatisfy(epoch -> {
            assertThat(epoch.cpuSeconds()).isPositive();
            assertThat(epoch.loss()).isPositive();
        });
    }

    @Test
    void aTrainingThatIsStoppedIsNoMeasurement() {
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> named("admm:lenet5:unstructured").measure(FEW, 1, () -> true));
    }

    @Test
    void overheadComparesEachEpochWithTheOneBesideIt() {
        AdmmCost cost = new AdmmCost(
                "some", 10, List.of(epoch(1.0), epoch(2.0), epoch(4.0)), List.of(epoch(1.25), epoch(2.1), epoch(4.2)));
        ObjectNode row = new ObjectMapper().createObjectNode();
        cost.describe(row);

        assertThat(cost.overhead()).isCloseTo(5, within(1e-9));
        assertThat(cost.line()).isEqualTo("some: +5.0 % for each epoch");
        assertThat(row.get("ours_ms").asDouble()).isCloseTo(210, within(1e-9));
        assertThat(row.get("peer_ms").asDouble()).isCloseTo(200, within(1e-9));
        assertThat(row.get("ratio").asDouble()).isCloseTo(1 / 1.05, within(1e-9));
        assertThat(AdmmCost.table(List.of(cost))).contains("+5.0 %").doesNotContain("above");
    }

    private static Measurement epoch(double seconds) {
        return new Measurement(1, 9, seconds, 0, 0, 0.5);
    }

    private static AdmmCase named(String name) {
        return AdmmCase.ALL.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
