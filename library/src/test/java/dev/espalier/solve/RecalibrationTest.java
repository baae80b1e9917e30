package dev.espalier.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.train.Engine;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class RecalibrationTest {

    private static final Split DATA = FashionMnist.excerpt();

    private static Model recalibrated(Recalibration recalibration, Model model) {
        return recalibration.apply(model, DATA, Progress.NONE, Cancellation.NEVER, Engine.DEFAULT);
    }

    /** Normalisation of the images themselves, which have mean 0 and variance 1 over the whole training part. */
    @Test
    void statisticsAreThoseOfTheImages() {
        var net = new ModelBuilder("norm");
        var x = net.batchNorm("bn", net.input(1, 28, 28));
        Model model = net.build(net.linear("fc", net.flatten(x), 10), new Seed(1));
        Model after = recalibrated(new Recalibration(Integer.MAX_VALUE, 64), model);
        INDArray means = after.parameters().get("bn.running_mean");
        INDArray variances = after.parameters().get("bn.running_variance");
        double mean = means.getDouble(0);
        double variance = variances.getDouble(0);
        assertThat(mean).isCloseTo(0, within(1e-4));
        assertThat(variance).as("less the variance of the means of batches").isCloseTo(1, within(0.01));
        assertThat(after.parameters().get("fc.weight"))
                .isEqualTo(model.parameters().get("fc.weight"));
        assertThat(after.history().get(after.history().size() - 1))
                .hasToString("recalibrate images=2147483647 batch=64");
    }

    @Test
    void aModelWithoutStatisticsStaysAsItIs() {
        Model lenet = Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1));
        assertThat(Recalibration.concerns(lenet)).isFalse();
        assertThat(recalibrated(Recalibration.USUAL, lenet)).isSameAs(lenet);
    }

    @Test
    void settingsAreReadBackAndChecked() {
        assertThat(Recalibration.parse(Recalibration.USUAL.settings())).isEqualTo(Recalibration.USUAL);
        assertThatThrownBy(() -> new Recalibration(0, 100)).hasMessage("recalibration on 0 images; at least 1");
        assertThatThrownBy(() -> new Recalibration(100, 1))
                .hasMessage("recalibration in batches of 1; one image has no statistics, 100 is usual");
        assertThatThrownBy(() -> Recalibration.parse(Map.of("image", "3")))
                .hasMessage("recalibration has no setting 'image'; did you mean 'images'?");
    }
}
