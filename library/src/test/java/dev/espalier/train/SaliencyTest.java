package dev.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.progress.Cancellation;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class SaliencyTest {

    private static final Split EXCERPT = FashionMnist.excerpt();
    private static final Split DATA =
            new Split(EXCERPT.train().take(24), EXCERPT.test().take(10));

    private static Model net() {
        var net = new ModelBuilder("net");
        var x = net.relu(net.conv("conv", net.input(1, 28, 28), Conv2d.square(3, 5, 4, 0)));
        return net.build(net.linear("fc", net.globalAveragePool(x), 10), new Seed(4));
    }

    private static Saliency measure(Model model, int batches, int size) {
        return Saliency.of(model, DATA, batches, size, new Seed(2), Engine.REFERENCE, Cancellation.NEVER);
    }

    @Test
    void isTheSquareOfWeightTimesGradient() {
        Model model = net();
        double[] measured = measure(model, 1, 24).byParameter().get("fc.weight");
        INDArray weight = model.parameters().get("fc.weight");
        for (int i : new int[] {0, 4, 11, 29}) {
            double step = 1e-2;
            double gradient = (loss(model, i, step) - loss(model, i, -step)) / (2 * step);
            double product = weight.getDouble(i / 3, i % 3) * gradient;
            assertThat(measured[i]).isCloseTo(product * product, within(5e-3 * product * product + 1e-12));
        }
    }

    private static double loss(Model model, int at, double step) {
        INDArray moved = model.parameters().get("fc.weight").dup('c');
        moved.putScalar(at, moved.getDouble(at) + step);
        Model other = model.with(
                model.parameters().with("fc.weight", moved), model.history().get(0));
        return Evaluation.of(other, DATA.train(), DATA.normalization()).loss();
    }

    @Test
    void moreBatchesAreAveraged() {
        Model model = net();
        double[] one = measure(model, 1, 12).byParameter().get("conv.weight");
        double[] two = measure(model, 2, 12).byParameter().get("conv.weight");
        assertThat(two).hasSameSizeAs(one).isNotEqualTo(one);
        for (int i = 0; i < one.length; i++) {
            assertThat(2 * two[i]).isGreaterThanOrEqualTo(one[i]);
        }
        assertThat(measure(model, 9, 12).byParameter().get("conv.weight"))
                .as("there are only two")
                .isEqualTo(two);
    }

    @Test
    void coversEveryTrainableParameter() {
        assertThat(measure(net(), 1, 8).byParameter()).containsOnlyKeys("conv.weight", "fc.weight", "fc.bias");
    }
}
