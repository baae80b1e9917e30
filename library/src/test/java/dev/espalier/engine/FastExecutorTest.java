package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.engine.fast.FastExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The fast executor against its reference twin, operator by operator. */
class FastExecutorTest {

    static Stream<OperatorCase> cases() {
        return OperatorCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(OperatorCase operator) {
        Gradients gradients = Gradients.of(operator.graph(), "loss", operator.differentiable());
        Map<String, INDArray> feeds = new HashMap<>();
        operator.feeds().forEach((name, array) -> feeds.put(name, array.castTo(DataType.FLOAT)));
        Map<String, INDArray> expected = new ReferenceExecutor(gradients.graph()).run(feeds);
        double worst = 0;
        try (FastExecutor executor = new FastExecutor(gradients.graph())) {
            Map<String, INDArray> found = executor.run(feeds);
            assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
            for (String output : expected.keySet()) {
                INDArray right = expected.get(output);
                assertThat(found.get(output).shape()).as(output).isEqualTo(right.shape());
                double scale = Math.max(1, right.ameanNumber().doubleValue());
                double difference = found.get(output).sub(right).amaxNumber().doubleValue() / scale;
                assertThat(difference).as(output).isLessThan(2e-5);
                worst = Math.max(worst, difference);
            }
        }
        System.out.printf("%-30s fast against reference: %.1e%n", operator, worst);
    }
}
