package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.data.FashionMnist;
import dev.espalier.train.Engine;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * From the same weights and on the same batches, twenty steps give PyTorch's losses.
 *
 * <p>The rates are small because networks with batch normalisation multiply every rounding difference: at ten times the
 * rate PyTorch differs from itself in another memory layout by more than the bound.
 */
class PyTorchEqualityTest {

    private static final int STEPS = 20;
    private static final double RELATIVE = 1e-4;

    @TempDir
    Path folder;

    @BeforeAll
    static void needsPyTorch() {
        assumeTrue(PyTorch.python().isPresent(), "no Python here has PyTorch: " + PyTorch.REMEDY);
    }

    @ParameterizedTest
    @CsvSource({"lenet5, 1e-3", "resnet20, 1e-4", "mobilenetv2-like, 1e-4", "transformer, 1e-3", "dcgan, 3e-5"})
    void lossesAreTheSame(String network, double rate) throws Exception {
        Workload workload = Workloads.named(network);
        workload = workload.with(workload.optimizer().withRate(rate));
        Assignment task = Assignment.write(folder, workload, 16, STEPS, FashionMnist.excerpt());
        try (Steps ours = new EspalierSteps(task, Engine.DEFAULT);
                Worker theirs = new PyTorch(PyTorch.Layout.NCHW).start(task, 1)) {
            for (int step = 1; step <= STEPS; step++) {
                double expected = theirs.run(1).loss();
                assertThat(ours.run(1)).as("loss of step %d", step).isCloseTo(expected, within(RELATIVE * expected));
            }
        }
    }
}
