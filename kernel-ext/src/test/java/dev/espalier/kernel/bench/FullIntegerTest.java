package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class FullIntegerTest {

    private static final Seed SEED = new Seed(3);

    /** The largest level of an output, by which differences from it are given. */
    private static final double LEVELS = 127;

    @TempDir
    private Path folder;

    @Test
    void whatIsComputedFromLevelsHasLevels() {
        Model model = InBytes.of(net(false));

        Model full = FullInteger.of(model, InferenceNet.inputs(model));

        // One side of the sum, and what goes out; the other side is the largest of numbers that have levels.
        assertThat(quantizers(full)).isEqualTo(quantizers(model) + 2);
        assertThat(full.output().op()).isInstanceOf(FakeQuantize.class);
        assertThat(full.graph().layers())
                .filteredOn(node -> node.op() instanceof Relu)
                .allSatisfy(relu -> assertThat(full.graph().consumers(relu.name()))
                        .singleElement()
                        .matches(reader -> reader.op() instanceof FakeQuantize quantize && !quantize.signed()));
        assertThat(FullInteger.of(full, InferenceNet.inputs(full))).isSameAs(full);
    }

    @Test
    void xnnpackComputesAllOfItInIntegers() throws IOException {
        Model model = InBytes.of(net(false));
        Map<String, INDArray> inputs = InferenceNet.inputs(model);
        Model full = FullInteger.of(model, inputs);

        try (Steps steps = tflite(full, inputs)) {
            assertThat(steps.description()).endsWith("1 of 1 steps by XNNPACK");
            // Numbers in the middle of two levels are rounded to either.
            assertThat(steps.run(1) * LEVELS).isLessThan(1.01);
        }
    }

    @Test
    void averagesThatXnnpackLeavesOutAreComputedToo() throws IOException {
        Model model = InBytes.of(net(true));
        Map<String, INDArray> inputs = InferenceNet.inputs(model);
        Model full = FullInteger.of(model, inputs);

        try (Steps steps = tflite(full, inputs)) {
            // Averages are rounded to the levels of what they are made of.
            assertThat(steps.run(1) * LEVELS).isLessThan(2.01);
        }
    }

    @Test
    void resultsWithoutLevelsAreNamed() {
        Model model = InBytes.of(net(false));

        assertThatThrownBy(() -> TfliteModel.write(model, folder.resolve("model")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("node 'project' (Conv2d) computes with integers, and no quantizer says which its results"
                        + " are; TensorFlow Lite needs to know");
    }

    @Test
    void otherBitsAreNamed() {
        var net = new ModelBuilder("few");
        Value x = net.input(1, 4, 4);
        Value step = net.parameter("step", Parameter.Role.STEP, Shape.SCALAR);
        Model model = net.build(net.apply(new FakeQuantize(4, true), x, step), SEED);

        assertThatThrownBy(() -> TfliteModel.write(model, folder.resolve("model")))
                .hasMessageContaining("(FakeQuantize) has 4 bits; TensorFlow Lite computes with 8");
    }

    /** Borders on both sides, filters for each channel, a sum, and images that are flattened. */
    private static Model net(boolean averages) {
        var net = new ModelBuilder("full");
        Size2d two = Size2d.square(2);
        Value x = net.relu(net.convWithBias("stem", net.input(3, 18, 14), Conv2d.square(8, 5, 2, 2)));
        x = net.apply(new MaxPool2d(Size2d.square(3), two, Size2d.square(1)), x);
        Value wide =
                net.relu6(net.convWithBias("wide", x, Conv2d.square(8, 3, 1, 1).withGroups(8)));
        Value sum = net.relu(net.add(net.convWithBias("project", wide, Conv2d.square(8, 1, 1, 0)), x));
        if (averages) {
            sum = net.apply(new AveragePool2d(two, two, Size2d.square(0)), sum);
        }
        return net.build(net.linear("out", net.flatten(sum), 6), SEED);
    }

    private Steps tflite(Model model, Map<String, INDArray> inputs) throws IOException {
        Path file = folder.resolve("model.tflite");
        TfliteModel.write(model, file);
        return new InferenceSteps(
                new TfliteInference(file, 1, List.copyOf(inputs.values())),
                List.copyOf(InferenceFiles.reference(model, inputs).values()));
    }

    private static long quantizers(Model model) {
        return model.graph().layers().stream()
                .map(Node::op)
                .filter(FakeQuantize.class::isInstance)
                .count();
    }
}
