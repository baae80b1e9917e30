package dev.espalier.onnx;

import static dev.espalier.onnx.SmallGraph.integer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Parameter;
import dev.espalier.onnx.proto.TensorProto.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Quantized models as other tools write them. */
class QuantizedImportTest {

    private static final long[] ONE = new long[0];

    @TempDir
    Path folder;

    private static SmallGraph rounding(DataType type, int zero) {
        return new SmallGraph()
                .input("x", 2, 50)
                .number("s", 0.02f)
                .integers("z", type, ONE, zero)
                .node("QuantizeLinear", "x s z", "q")
                .node("DequantizeLinear", "q s z", "y");
    }

    private Model agreed(SmallGraph graph) throws IOException {
        Path file = graph.output("y").write(folder);
        Model model = Onnx.read(file).model();
        Map<String, INDArray> feeds = Exported.drawn(model, 1, new Seed(2));
        assertThat(Exported.difference(Ort.runAsWritten(file, feeds), Exported.run(model, feeds)))
                .isLessThan(1e-5);
        return model;
    }

    @ParameterizedTest
    @CsvSource({"INT8,0,true", "UINT8,0,false", "UINT8,128,true", "INT8,-128,false"})
    void levelsAroundAnyMiddleAreOneOperator(DataType type, int zero, boolean signed) throws IOException {
        Model model = agreed(rounding(type, zero));

        assertThat(model.graph().layers()).singleElement().satisfies(node -> assertThat(node.op())
                .isEqualTo(new FakeQuantize(8, signed)));
        assertThat(model.graph().node("s").op()).isInstanceOfSatisfying(Parameter.class, step -> assertThat(step.role())
                .isEqualTo(Parameter.Role.STEP));
    }

    @ParameterizedTest
    @CsvSource({"UINT8,7", "INT8,-5"})
    void otherMiddlesAreCalculated(DataType type, int zero) throws IOException {
        Model model = agreed(rounding(type, zero));

        assertThat(model.graph().layers()).extracting(node -> node.op().kind()).contains("Round", "Clamp");
        assertThat(model.graph().node("s").op()).isInstanceOfSatisfying(Parameter.class, step -> assertThat(step.role())
                .isEqualTo(Parameter.Role.CONSTANT));
    }

    @Test
    void everyChannelMayHaveAScaleOfItsOwn() throws IOException {
        agreed(new SmallGraph()
                .input("x", 1, 3, 4, 4)
                .floats("s", 3)
                .integers("z", DataType.UINT8, new long[] {3}, 3, 120, 255)
                .node("QuantizeLinear", "x s z", "q")
                .node("DequantizeLinear", "q s z", "y"));
    }

    private static SmallGraph convolution(DataType type, int zero, int... weights) {
        return new SmallGraph()
                .input("x", 1, 2, 4, 4)
                .floats("ws", 3)
                .integers("wz", type, new long[] {3}, zero)
                .integers("w", type, new long[] {3, 2, 2, 2}, weights)
                .number("bs", 0.001f)
                .integers("b", DataType.INT32, new long[] {3}, 400, -5)
                .node("DequantizeLinear", "w ws wz", "weight", integer("axis", 0))
                .node("DequantizeLinear", "b bs", "bias")
                .node("Conv", "x weight bias", "y");
    }

    @Test
    void weightsAroundZeroKeepTheirLevels() throws IOException {
        for (SmallGraph graph :
                List.of(convolution(DataType.INT8, 0, 5, -127, 90), convolution(DataType.UINT8, 128, 133, 1, 218))) {
            Model model = agreed(graph);

            assertThat(model.encodings().keySet()).containsExactly("weight");
            assertThat(model.encoding("weight")).isInstanceOfSatisfying(Encoding.Quantized.class, quantized -> {
                assertThat(quantized.granularity()).isEqualTo(new Granularity.PerRow());
                assertThat(quantized.sets()).containsOnly(new LevelSet.Fixed(8)).hasSize(3);
                assertThat(quantized.scales()).containsOnly(0.5f * 127);
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"INT8,0,-128", "UINT8,100,255"})
    void otherWeightsAreNumbers(DataType type, int zero, int weight) throws IOException {
        assertThat(agreed(convolution(type, zero, weight, 3)).encodings()).isEmpty();
    }

    @Test
    void transposedWeightsKeepTheirLevels() throws IOException {
        Model model = agreed(new SmallGraph()
                .input("x", 2, 5)
                .floats("ws", 4)
                .integers("w", DataType.INT8, new long[] {4, 5}, 5, -7, 100)
                .node("DequantizeLinear", "w ws", "weight", integer("axis", 0))
                .node("Transpose", "weight", "turned")
                .node("MatMul", "x turned", "y"));

        assertThat(model.graph().layers()).extracting(Node::name).containsExactly("y");
        assertThat(model.encodings().values())
                .singleElement()
                .isInstanceOfSatisfying(Encoding.Quantized.class, quantized -> assertThat(quantized.granularity())
                        .isEqualTo(new Granularity.PerRow()));
    }

    @Test
    void operatorsOnIntegersAreReadThroughFloats() throws IOException {
        Model model = SmallGraph.sound().get(SmallGraph.sound().size() - 1).read(folder);

        assertThat(model.graph().layers().stream().filter(node -> node.op() instanceof FakeQuantize))
                .isEmpty();
        Model symmetric = agreed(new SmallGraph()
                .input("x", 1, 2, 4, 4)
                .number("s", 0.02f)
                .integers("z", DataType.INT8, ONE, 0)
                .integers("w", DataType.INT8, new long[] {3, 2, 2, 2}, 5, -7, 100)
                .node("QuantizeLinear", "x s z", "q")
                .node("QLinearConv", "q s z w s z s z", "c")
                .node("DequantizeLinear", "c s z", "y"));
        assertThat(symmetric.graph().layers())
                .extracting(node -> node.op().kind())
                .containsExactly("FakeQuantize", "Conv2d", "FakeQuantize");
    }

    @Test
    void whatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> new SmallGraph()
                        .input("x", 2, 4)
                        .floats("s", 3)
                        .node("QuantizeLinear", "x s", "y")
                        .output("y")
                        .read(folder))
                .hasMessageStartingWith("model.onnx: node 'y' (QuantizeLinear) ")
                .hasMessageContaining("[1, 3]");
        assertThatThrownBy(() -> rounding(DataType.INT32, 0).output("y").read(folder))
                .hasMessage("model.onnx: node 'q' (QuantizeLinear) quantizes to INT32; integers of 8 and 16 bits can be"
                        + " read");
        assertThatThrownBy(() -> new SmallGraph()
                        .opset(21)
                        .input("x", 2, 4)
                        .floats("s", 1, 4)
                        .node("QuantizeLinear", "x s", "y", integer("block_size", 2))
                        .output("y")
                        .read(folder))
                .hasMessage("model.onnx: node 'y' (QuantizeLinear) shares scales in blocks, which cannot be read");
    }
}
