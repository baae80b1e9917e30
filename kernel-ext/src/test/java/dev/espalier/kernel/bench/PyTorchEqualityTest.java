package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.data.FashionMnist;
import dev.espalier.model.Safetensors;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.train.Engine;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * From the same weights and on the same batches, twenty steps give PyTorch's losses; and it rounds as we do.
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

    @Test
    void roundedWeightsAreAsFarFromTheirOwn() throws Exception {
        Map<String, INDArray> weights = new TreeMap<>(Zoo.create("lenet5", Shape.of(1, 28, 28), 10, new Seed(1))
                .parameters()
                .arrays());
        weights.values().removeIf(parameter -> parameter.rank() < 2);
        try (OutputStream file = Files.newOutputStream(folder.resolve(PruneSuite.WEIGHTS))) {
            Safetensors.write(weights, file);
        }
        try (Steps ours = PruneWorker.open(folder, PruneSuite.ROUNDING);
                Worker theirs = PyTorch.start(folder, PyTorch.PRUNING, 1, PruneSuite.ROUNDING)) {
            double expected = theirs.run(1).loss();
            assertThat(expected).isPositive();
            assertThat(ours.run(1)).isCloseTo(expected, within(1e-4 * expected));
        }
    }
}
