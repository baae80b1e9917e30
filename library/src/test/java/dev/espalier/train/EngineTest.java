package dev.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.engine.Executor;
import dev.espalier.model.Graph;
import dev.espalier.model.op.Constant;
import dev.espalier.progress.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

class EngineTest {

    private final List<Object> seen = new ArrayList<>();

    /** Notes how many threads there are while it runs. */
    private final Engine noting = graph -> new Executor() {
        @Override
        public Map<String, INDArray> run(
                Map<String, INDArray> feeds, Map<String, INDArray> into, Cancellation cancellation) {
            seen.add(threads());
            if (cancellation.requested()) {
                throw new IllegalStateException("failed");
            }
            return Map.of();
        }

        @Override
        public void close() {
            seen.add("closed");
        }
    };

    private static int threads() {
        Nd4j.getBackend();
        return NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
    }

    private static Graph one() {
        Graph.Builder builder = new Graph.Builder();
        builder.add("one", new Constant(1));
        return builder.build("one");
    }

    @Test
    void threadsAreThoseOfTheRunAndOfNothingElse() {
        int before = threads();
        try (Executor executor = noting.threads(3).executor(one())) {
            executor.run(Map.of());
            assertThat(threads()).isEqualTo(before);
            assertThatThrownBy(() -> executor.run(Map.of(), Map.of(), () -> true))
                    .hasMessage("failed");
            assertThat(threads()).isEqualTo(before);
        }
        assertThat(seen).containsExactly(3, 3, "closed");
        assertThatThrownBy(() -> noting.threads(0)).hasMessage("an engine with 0 threads; at least 1");
    }

    @Test
    void aNumberOfThreadsDoesNotChangeWhatIsComputed() {
        try (Executor executor = Engine.REFERENCE.threads(2).executor(one())) {
            assertThat(executor.run(Map.of()).get("one").getFloat(0)).isEqualTo(1);
        }
    }
}
