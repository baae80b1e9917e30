package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Elu;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.onnx.Onnx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The peers compute what the reference executor does, so that what is timed is the same work. */
class InferencePeersTest {

    private static final Seed SEED = new Seed(4);
    private static final double TOLERANCE = 1e-5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"lenet5, 28", "vgg16-cifar, 32", "resnet18-imagenet, 33", "mobilenetv2, 32", "mobilenetv1, 37"})
    void bothPeersComputeNetworksOfTheZoo(String name, int side) throws IOException {
        Model model = Zoo.create(name, Shape.of(3, side, side), 7, SEED);

        assertThat(tflite(model)).isLessThan(TOLERANCE);
        assertThat(onnxRuntime(model)).isLessThan(TOLERANCE);
    }

    @Test
    void tensorFlowLiteComputesEveryKindOfWindow() throws IOException {
        var net = new ModelBuilder("windows");
        Value x = net.input(4, 13, 10);
        // Even and odd borders, dilation, several filters for each channel, borders of one side, and two outputs of
        // one.
        x = net.relu(net.convWithBias("even", x, Conv2d.square(6, 3, 2, 1)));
        x = net.apply(new MaxPool2d(Size2d.square(3), Size2d.square(2), Size2d.square(1)), x);
        x = net.apply(new PadAxis(3, 1, 2), net.apply(new PadAxis(2, 3, 0), x));
        x = net.convWithBias("depthwise", x, Conv2d.square(12, 3, 1, 1).withGroups(6));
        Size2d two = Size2d.square(2);
        x = net.convWithBias("dilated", x, new Conv2d(5, new Size2d(3, 1), Size2d.square(1), new Size2d(2, 0), two, 1));
        x = net.relu6(net.add(net.relu(x), x));
        x = net.apply(new AveragePool2d(new Size2d(2, 1), new Size2d(1, 2), Size2d.square(0)), x);

        assertThat(tflite(net.build(x, SEED))).isLessThan(TOLERANCE);
    }

    @Test
    void tensorFlowLiteComputesTransformers() throws IOException {
        var net = new ModelBuilder("transformer");
        Value words = net.input(Shape.of(5));
        Value x = net.embedding("words", words, 11, 12);
        Value places = net.parameter("places", Parameter.Role.BIAS, Shape.of(1, 5, 12));
        x = net.layerNorm("norm1", net.add(x, places));
        Value scores = net.apply(
                new MatMul(false, false),
                heads(net, "query", x, List.of(0, 2, 1, 3)),
                heads(net, "key", x, List.of(0, 2, 3, 1)));
        scores = net.apply(new Softmax(3), net.apply(new Affine(0.5, 0.25), scores));
        Value mixed = net.apply(new MatMul(false, false), scores, heads(net, "value", x, List.of(0, 2, 1, 3)));
        mixed = net.apply(new Transpose(List.of(0, 2, 1, 3)), mixed);
        x = net.add(x, net.linear("out", net.apply(new Reshape(Shape.batchOf(5, 12)), mixed), 12));
        x = net.add(x, net.linear("narrow", net.apply(new Gelu(), net.linear("wide", x, 24)), 12));
        x = net.apply(new LayerNorm(2, 1e-5), x);
        Value gram = net.apply(new MatMul(false, true), x, x);
        Value first = net.apply(new Reshape(Shape.batchOf(5)), net.apply(new Slice(1, 2, 1), gram));
        Model model = net.build(net.apply(new Tanh(), net.linear("pooled", first, 4)), SEED);
        INDArray sentence = Nd4j.createFromArray(new float[][] {{3, 0, 10, 10, 7}});

        assertThat(tflite(model, Map.of("input", sentence))).isLessThan(TOLERANCE);
    }

    /** Four heads of three features each. */
    private static Value heads(ModelBuilder net, String layer, Value x, List<Integer> permutation) {
        Value heads = net.apply(new Reshape(Shape.batchOf(5, 4, 3)), net.linear(layer, x, 12));
        return net.apply(new Transpose(permutation), heads);
    }

    @Test
    void whatCannotBeWrittenIsNamed() {
        var net = new ModelBuilder("elu");
        Model model = net.build(net.apply(new Elu(1), net.input(1, 4, 4)), SEED);

        assertThatThrownBy(() -> TfliteModel.write(model, folder.resolve("model")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("node 'elu1' (Elu) cannot be written for TensorFlow Lite");
    }

    @Test
    void imagesThatAreReadAsSequencesAreNamed() {
        var net = new ModelBuilder("patches");
        Value patches = net.apply(new Reshape(Shape.batchOf(4, 4)), net.input(1, 4, 4));
        Model model = net.build(net.apply(new Softmax(2), patches), SEED);

        // The channels of images are last there, so the same numbers would come in another order.
        assertThatThrownBy(() -> TfliteModel.write(model, folder.resolve("model")))
                .hasMessage("node 'reshape1' (Reshape) reads images, whose channels are last in a file for TensorFlow"
                        + " Lite");
    }

    @Test
    void aBorderThatCountsOtherwiseIsNamed() {
        var net = new ModelBuilder("border");
        var pool = new MaxPool2d(Size2d.square(3), Size2d.square(2), Size2d.square(1));
        Model model = net.build(net.apply(pool, net.input(1, 4, 4)), SEED);

        assertThatThrownBy(() -> TfliteModel.write(model, folder.resolve("model")))
                .hasMessage("node 'maxpool2d1' (MaxPool2d) has a border that TensorFlow Lite treats otherwise");
    }

    @Test
    void aStrideWithADilationIsNamed() {
        var net = new ModelBuilder("strided");
        Size2d two = Size2d.square(2);
        var conv = new Conv2d(2, two, two, Size2d.square(0), two, 1);
        Model model = net.build(net.conv("conv", net.input(1, 8, 8), conv), SEED);

        // It would compute something else.
        assertThatThrownBy(() -> TfliteModel.write(model, folder.resolve("model")))
                .hasMessage(
                        "node 'conv' (Conv2d) has a stride and a dilation; TensorFlow Lite computes one of them only");
    }

    private double tflite(Model model) throws IOException {
        return tflite(model, InferenceNet.inputs(model));
    }

    private double tflite(Model model, Map<String, INDArray> inputs) throws IOException {
        Path file = folder.resolve("model.tflite");
        TfliteModel.write(model, file);
        try (Steps steps =
                new InferenceSteps(new TfliteInference(file, 1, List.copyOf(inputs.values())), right(model, inputs))) {
            assertThat(steps.description()).startsWith("TensorFlow Lite 2.").contains(" by XNNPACK");
            return steps.run(1);
        }
    }

    private double onnxRuntime(Model model) throws IOException {
        Path file = folder.resolve("model.onnx");
        Onnx.write(BatchNormFolding.of(model).model(), file);
        Map<String, INDArray> inputs = InferenceNet.inputs(model);
        try (Steps steps = new InferenceSteps(new OnnxRuntimeInference(file, 1, inputs), right(model, inputs))) {
            assertThat(steps.description()).startsWith("ONNX Runtime 1.");
            return steps.run(1);
        }
    }

    private static List<INDArray> right(Model model, Map<String, INDArray> inputs) {
        return List.copyOf(InferenceFiles.reference(model, inputs).values());
    }
}
