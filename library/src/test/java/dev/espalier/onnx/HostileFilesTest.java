package dev.espalier.onnx;

import static dev.espalier.onnx.SmallGraph.floatTensor;
import static dev.espalier.onnx.SmallGraph.graph;
import static dev.espalier.onnx.SmallGraph.integer;
import static dev.espalier.onnx.SmallGraph.integers;
import static dev.espalier.onnx.SmallGraph.number;
import static dev.espalier.onnx.SmallGraph.tensor;
import static dev.espalier.onnx.SmallGraph.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.espalier.onnx.proto.AttributeProto;
import dev.espalier.onnx.proto.GraphProto;
import dev.espalier.onnx.proto.NodeProto;
import dev.espalier.onnx.proto.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that were made to do harm, or came to harm: each is refused in a sentence that says where. */
class HostileFilesTest {

    private static final int MAX = Integer.MAX_VALUE;

    @TempDir
    Path directory;

    /** A message, and the file that must get it. */
    private static Arguments refused(String message, Supplier<SmallGraph> graph) {
        return Arguments.of(message, graph);
    }

    private static SmallGraph image() {
        return new SmallGraph().input("x", 1, 3, 8, 8).output("y");
    }

    static Stream<Arguments> graphs() {
        return Stream.of(
                refused(
                        "node 'a' (Add) reads 'b', which is neither an input nor an initializer nor computed by a node"
                                + " before it",
                        () -> image().node("Add", "x b", "a")
                                .node("Relu", "a", "b")
                                .node("Relu", "b", "y")),
                refused("node 'y' (Relu) reads 'y', which is", () -> image().node("Relu", "y", "y")),
                refused("node 'y' (Conv) reads 'w', which is", () -> image().node("Conv", "x w", "y")),
                refused("reads 'y', which is neither", HostileFilesTest::image),
                refused("has no outputs", () -> new SmallGraph().input("x", 1).node("Relu", "x", "y")),
                refused("node 'Relu' (Relu) has no outputs", () -> image().node("Relu", "x", "")),
                refused("names the output 'y' twice", () -> image().node("Relu", "x", "y")
                        .output("y")),
                refused("has two inputs 'x'", () -> image().input("x", 1, 3, 8, 8)
                        .node("Relu", "x", "y")),
                refused(
                        "has two initializers 'w'",
                        () -> image().floats("w", 1).floats("w", 1).node("Add", "x w", "y")),
                refused("node 'y' (Relu) computes 'y', which exists already", () -> image().node("Relu", "x", "y")
                        .node("Relu", "x", "y")),
                refused("node 'y' (Elu) has two attributes 'alpha'", () -> image().node(
                                "Elu", "x", "y", number("alpha", 1), number("alpha", 2))),
                refused("node 'y' (Frobnicate) is an operator that cannot be read", () -> image().node(
                                "Frobnicate", "x", "y")),
                refused("node 'y' (com.microsoft.FusedConv) belongs to another operator set", () -> {
                    SmallGraph graph = image().node("FusedConv", "x", "y");
                    graph.last().setDomain("com.microsoft");
                    return graph;
                }),
                refused("node 'y' (Relu) lacks its input 0", () -> image().node("Relu", "", "y")),
                refused(
                        "node 'y' (Elu) its attribute 'alpha' is of the type STRING; expected FLOAT",
                        () -> image().node("Elu", "x", "y", text("alpha", "1"))),
                refused(
                        "node 'y' (Transpose) its attribute 'perm' is of the type INT; expected INTS",
                        () -> image().node("Transpose", "x", "y", integer("perm", 1))),
                refused(
                        "node 'y' (Softmax) its attribute 'axis' is 4294967296, which is out of range",
                        () -> image().node("Softmax", "x", "y", integer("axis", 1L << 32))),
                refused("node 'y' (Softmax) works along axis -2147483648", () -> image().node(
                                "Softmax", "x", "y", integer("axis", Integer.MIN_VALUE))),
                refused("node 'y' (GroupNormalization) lacks its input 1", () -> image().node(
                                "GroupNormalization", "x", "y", integer("num_groups", 1))),
                refused(
                        "node 'y' (LayerNormalization) tensors of dimensions [8] and [4] cannot be made equal by repeating",
                        () -> image().floats("s", 4).node("LayerNormalization", "x s", "y")),
                refused("node 'y' (Elu) cannot be what it says: alpha is NaN", () -> image().node(
                                "Elu", "x", "y", number("alpha", Double.NaN))),
                refused("uses operator set 5 of ONNX; sets 6 to 21 can be read", () -> image().opset(5)),
                refused("uses operator set 22 of ONNX; sets 6 to 21 can be read", () -> image().opset(22)),
                refused("uses operator set -1 of ONNX", () -> image().opset(-1)),
                refused("uses operator set 9223372036854775807", () -> image().opset(Long.MAX_VALUE)));
    }

    static Stream<Arguments> names() {
        return Stream.of(
                refused("has an input named 'x\\u0000'; names are without control characters", () -> new SmallGraph()
                        .input("x\0", 1)
                        .node("Relu", "x\0", "y")
                        .output("y")),
                refused("has an output named 'y\\u001b[31m'", () -> image().node("Relu", "x", "y")
                        .output("y\u001b[31m")),
                refused("has an initializer without a name", () -> image().floats("", 1)),
                refused("has an output of node '' with a name of 1025 characters; at most 1024", () -> image().node(
                                "Relu", "x", "n".repeat(1025))),
                refused("pads in the unknown way 'SAME\\u0000'", () -> image().floats("w", 3, 3, 1, 1)
                        .node("Conv", "x w", "y", text("auto_pad", "SAME\0"))));
    }

    static Stream<Arguments> sizes() {
        long huge = 1L << 40;
        return Stream.of(
                refused("input 'x' has a dimension of 1099511627776", () -> new SmallGraph()
                        .input("x", 1, huge)
                        .node("Relu", "x", "y")
                        .output("y")),
                refused("input 'x' has a dimension of -5", () -> new SmallGraph()
                        .input("x", 1, -5)
                        .node("Relu", "x", "y")
                        .output("y")),
                refused(
                        "input 'x' computes a value of shape [1, 2147483647, 2147483647, 2147483647], which takes more"
                                + " than 1 GiB",
                        () -> new SmallGraph()
                                .input("x", 1, MAX, MAX, MAX)
                                .node("Relu", "x", "y")
                                .output("y")),
                refused(
                        "input 'x' has 33 axes; tensors have at most 32",
                        () -> new SmallGraph().input("x", ones(33)).output("x")),
                refused("leaves the sizes of x[1] open", () -> new SmallGraph()
                        .input("x", 1, 0)
                        .node("Relu", "x", "y")
                        .output("y")),
                refused(
                        "tensor 'w': dimension 0 is 1099511627776",
                        () -> constant(
                                tensor("w", TensorProto.DataType.FLOAT, huge).build())),
                refused(
                        "tensor 'w': dimension 1 is -1",
                        () -> constant(
                                tensor("w", TensorProto.DataType.FLOAT, 1, -1).build())),
                refused(
                        "tensor 'w': a tensor of dimensions [65536, 65536, 65536, 65536] is too large",
                        () -> constant(tensor("w", TensorProto.DataType.FLOAT, 65536, 65536, 65536, 65536)
                                .build())),
                refused(
                        "tensor 'w': its dimensions ask for 1073741824 numbers, but there are 1",
                        () -> constant(tensor("w", TensorProto.DataType.FLOAT, 1 << 30)
                                .addFloatData(1)
                                .build())),
                refused(
                        "tensor 'w': its dimensions ask for 8 bytes, but there are 7",
                        () -> constant(tensor("w", TensorProto.DataType.FLOAT, 2)
                                .setRawData(ByteString.copyFrom(new byte[7]))
                                .build())),
                refused(
                        "tensor 'w': its dimensions ask for 2 numbers, but there are 0",
                        () -> constant(tensor("w", TensorProto.DataType.INT64, 2)
                                .addFloatData(1)
                                .addFloatData(1)
                                .build())),
                refused(
                        "tensor 'w': has 1000 axes; tensors have at most 32",
                        () -> constant(tensor("w", TensorProto.DataType.FLOAT, ones(1000))
                                .addFloatData(1)
                                .build())),
                refused(
                        "tensor 'w': holds numbers of the type string",
                        () -> constant(tensor("w", TensorProto.DataType.STRING, 1)
                                .addStringData(ByteString.copyFromUtf8("\0"))
                                .build())),
                refused(
                        "tensor 'w': is one of several pieces, which cannot be read",
                        () -> constant(floatTensor("w", 1).toBuilder()
                                .setSegment(TensorProto.Segment.newBuilder()
                                        .setBegin(0)
                                        .setEnd(1))
                                .build())),
                refused(
                        "a tensor of dimensions [0, 3] is empty",
                        () -> constant(
                                tensor("w", TensorProto.DataType.FLOAT, 0, 3).build())));
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static SmallGraph constant(TensorProto tensor) {
        return image().initializer(tensor).node("Add", "x w", "y");
    }

    static Stream<Arguments> bombs() {
        return Stream.of(
                refused(
                        "node 'c' (ConstantOfShape) a tensor of dimensions [65536, 65536] is too large",
                        () -> image().list("s", 65536, 65536)
                                .node("ConstantOfShape", "s", "c")
                                .node("Identity", "c", "y")),
                refused("node 'c' (ConstantOfShape) a tensor cannot have the dimensions [-7]", () -> image().list(
                                "s", -7)
                        .node("ConstantOfShape", "s", "c")
                        .node("Identity", "c", "y")),
                refused("node 'c' (ConstantOfShape) calculates more numbers from constants than", () -> image().list(
                                "s", 1 << 28)
                        .node("ConstantOfShape", "s", "c")
                        .node("Identity", "c", "y")),
                refused("node 'c' (Expand) calculates more numbers from constants than", () -> image().floats("w", 1)
                        .list("s", 1 << 14, 1 << 14)
                        .node("Expand", "w s", "c")
                        .node("Identity", "c", "y")),
                refused("node 'y' (Expand) asks for the dimensions [-1, 3, 8, 8]", () -> image().list("s", -1, 3, 8, 8)
                        .node("Expand", "x s", "y")),
                refused("node 'y' (Expand) computes a value of shape [1000, 3, 1000, 1000]", () -> new SmallGraph()
                        .input("x", 1, 3, 1, 1)
                        .list("s", 1000, 1, 1000, 1000)
                        .node("Expand", "x s", "y")
                        .output("y")),
                refused("node 'y' (Tile) computes a value of shape", () -> image().list("s", 1, 1 << 20, 1 << 10, 1)
                        .node("Tile", "x s", "y")),
                refused("node 'y' (Tile) repeats [-1, 1, 1, 1] times", () -> image().list("s", -1, 1, 1, 1)
                        .node("Tile", "x s", "y")),
                refused("node 'c' (Tile) calculates more numbers from constants than", () -> image().floats("w", 8)
                        .list("s", 1 << 22)
                        .node("Tile", "w s", "c")
                        .node("Identity", "c", "y")),
                refused("node 'c' (Range) calculates more numbers from constants than", () -> range(0, 1e9f, 1)),
                refused("node 'c' (Range) counts from 0.0 to 1.0 by 0.0", () -> range(0, 1, 0)),
                refused("node 'c' (Range) counts from 0.0 to NaN by 1.0", () -> range(0, Float.NaN, 1)),
                refused(
                        "node 'y' (Pad) counts further than tensors reach: integer overflow",
                        () -> image().list("p", 0, 0, 0, 0, 0, 0, 1L << 31, 0).node("Pad", "x p", "y")),
                refused(
                        "node 'y' (Pad) counts further than tensors reach: integer overflow",
                        () -> image().list("p", 0, 0, MAX, 0, 0, 0, MAX, 0).node("Pad", "x p", "y")),
                refused(
                        "node 'y' (Pad) computes a value of shape [1, 3, 2147483647, 8]",
                        () -> image().list("p", 0, 0, MAX - 8, 0, 0, 0, 0, 0).node("Pad", "x p", "y")),
                refused("node 'y' (Pad) calculates more numbers", () -> image().list("p", 0, 0, 0, 0, 0, 0, 1 << 28, 0)
                        .node("Pad", "x p", "y", text("mode", "edge"))),
                refused(
                        "node 'y' (Pad) cuts 0 and -2147483648 off axis 2 of [1, 3, 8, 8], which leaves nothing",
                        () -> image().list("p", 0, 0, 0, 0, 0, 0, Integer.MIN_VALUE, 0)
                                .node("Pad", "x p", "y")),
                refused(
                        "node 'y' (Resize) a tensor of dimensions [8, 2147483647, 2] is too large",
                        () -> resize(1e30f)),
                refused("node 'y' (Resize) computes a tensor of dimensions [1, 3, 0, 8]", () -> resize(Float.NaN)),
                refused("node 'y' (Resize) computes a tensor of dimensions [1, 3, -8, 8]", () -> resize(-1)),
                refused("node 'y' (Resize) calculates more numbers", () -> resize(1 << 20)),
                refused("node 'y' (Add) computes a value of shape [65536, 65536]", () -> new SmallGraph()
                        .input("a", 65536, 1)
                        .input("b", 1, 65536)
                        .node("Add", "a b", "y")
                        .output("y")),
                refused("node 'c' (Add) calculates more numbers from constants than", () -> image().floats("a", 8192, 1)
                        .floats("b", 1, 8192)
                        .node("Add", "a b", "c")
                        .node("Identity", "c", "y")),
                refused("node 'r' (Reshape) has 1000 axes; tensors have at most 32", () -> image().list("s", ones(1000))
                        .floats("w", 1)
                        .node("Reshape", "w s", "r")
                        .node("Add", "x r", "y")),
                refused(
                        "node 'y' (Conv) does not fit: node 'y' (Conv2d): its window spans 1048577",
                        () -> image().floats("w", 3, 3, 2, 1)
                                .node("Conv", "x w", "y", integers("dilations", 1 << 20, 1))),
                refused("node 'y' (Conv) has 1048577 among its dilations", () -> image().floats("w", 3, 3, 2, 1)
                        .node("Conv", "x w", "y", integers("dilations", (1 << 20) + 1, 1))),
                refused("node 'y' (DepthToSpace) has blocks of 0 pixels", () -> image().node(
                                "DepthToSpace", "x", "y", integer("blocksize", 0))),
                refused("node 'y' (DepthToSpace) counts further than tensors reach", () -> image().node(
                                "DepthToSpace", "x", "y", integer("blocksize", 65536))),
                refused(
                        "node 'y' (Split) splits an axis of length 8 into parts of [-1, 9]",
                        () -> image().list("s", -1, 9).node("Split", "x s", "y z", integer("axis", 2))),
                refused("node 'y' (Slice) calculates more numbers", () -> new SmallGraph()
                        .input("x", 1 << 28)
                        .list("from", -1)
                        .list("to", Long.MIN_VALUE)
                        .list("axis", 0)
                        .node("Slice", "x from to axis from", "y")
                        .output("y")),
                refused("node 'y' (AveragePool) calculates more numbers", () -> new SmallGraph()
                        .input("x", 1, 1, 1 << 14, 1 << 14)
                        .node("AveragePool", "x", "y", integers("kernel_shape", 3, 3), integers("pads", 1, 1, 1, 1))
                        .output("y")),
                refused("node 'z' (Div) divides by zero", () -> image().list("a", 1)
                        .list("b", 0)
                        .node("Div", "a b", "z")
                        .node("Reshape", "x z", "y")));
    }

    private static SmallGraph range(float start, float limit, float delta) {
        return image().number("start", start)
                .number("limit", limit)
                .number("delta", delta)
                .node("Range", "start limit delta", "c")
                .node("Identity", "c", "y");
    }

    private static SmallGraph resize(float scale) {
        TensorProto scales = tensor("s", TensorProto.DataType.FLOAT, 4)
                .addFloatData(1)
                .addFloatData(1)
                .addFloatData(scale)
                .addFloatData(1)
                .build();
        return image().initializer(scales).node("Resize", "x  s", "y");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"graphs", "names", "sizes", "bombs"})
    void isRefusedInASentence(String message, Supplier<SmallGraph> graph) {
        assertThatThrownBy(() -> graph.get().read(directory))
                .isInstanceOf(OnnxException.class)
                .hasMessageStartingWith("model.onnx: ")
                .hasMessageContaining(message);
    }

    /** Many cheap calculations cost what one dear one does. */
    @Test
    void workIsLimitedHoweverItIsSpread() {
        SmallGraph moving = image().floats("w", 1000, 1000);
        SmallGraph copying = image().floats("w", 100, 1000).floats("r", 100, 100);
        SmallGraph adding = image().floats("w", 1000, 1000);
        String last = "w";
        for (int i = 0; i < 2000; i++) {
            moving.node("Transpose", last, "t" + i);
            last = "t" + i;
            adding.node("ReduceMax", "w", "m" + i);
            copying.node("Gemm", "r w", "g" + i, number("alpha", i + 2));
        }
        for (SmallGraph graph : new SmallGraph[] {moving, adding, copying}) {
            assertThatThrownBy(() -> graph.node("Relu", "x", "y").read(directory))
                    .isInstanceOf(OnnxException.class)
                    .hasMessageContaining(
                            "calculates more numbers from constants than a file of this size should hold");
        }
    }

    @Test
    void aGraphMayNotHaveAnyNumberOfNodes() {
        SmallGraph graph = image();
        graph.node("Relu", "x", "y");
        for (int i = 0; i < 200_001; i++) {
            graph.graph()
                    .addNode(NodeProto.newBuilder()
                            .setName("same")
                            .setOpType("Relu")
                            .addInput("x")
                            .addOutput("r" + i));
        }

        assertThatThrownBy(() -> graph.read(directory))
                .isInstanceOf(OnnxException.class)
                .hasMessage("model.onnx: node 'same' (Relu) makes a graph of more than 200000 nodes");
    }

    @Test
    void aFileOfManyPartsIsRefusedBeforeTheyAreMade() throws IOException {
        byte[] empty = new byte[64 << 20];
        for (int i = 0; i < empty.length; i += 2) {
            // An empty node of a graph.
            empty[i] = 0x0a;
        }
        SmallGraph graph = image();
        graph.model().clearGraph();
        graph.model()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                7,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFrom(empty))
                                        .build())
                        .build());

        assertThatThrownBy(() -> graph.read(directory))
                .isInstanceOf(OnnxException.class)
                .hasMessageMatching(
                        "model.onnx: describes its graph in so many parts that they need more than [0-9,]+ MB.*");
    }

    @Test
    void graphsWithinGraphsAreNamedOrTooDeep() {
        GraphProto inner = GraphProto.getDefaultInstance();
        for (int depth = 0; depth < 100; depth++) {
            inner = GraphProto.newBuilder()
                    .addNode(NodeProto.newBuilder()
                            .setOpType(depth % 2 == 0 ? "If" : "Loop")
                            .addOutput("inner")
                            .addAttribute(graph("body", inner)))
                    .build();
            if (depth == 2) {
                SmallGraph few = image().node("Loop", "x", "y", graph("body", inner));
                assertThatThrownBy(() -> few.read(directory))
                        .hasMessage("model.onnx: node 'y' (Loop) is an operator that cannot be read");
            }
        }
        AttributeProto deep = graph("then_branch", inner);
        SmallGraph many = image().node("If", "x", "y", deep);
        assertThatThrownBy(() -> many.read(directory))
                .isInstanceOf(OnnxException.class)
                .hasMessage("model.onnx: holds messages within messages, more than 100 deep");
    }

    @Test
    void filesThatAreNoOnnxAreToldSo() throws IOException {
        Path file = directory.resolve("some.onnx");
        Files.createFile(file);
        assertThatThrownBy(() -> Onnx.read(file)).hasMessage("some.onnx: is no ONNX file: it holds no graph");
        Files.writeString(file, "#!/bin/sh\necho This is not a network.\n", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Onnx.read(file))
                .isInstanceOf(OnnxException.class)
                .hasMessageStartingWith("some.onnx: is no ONNX file, or damaged: ");
        assertThatThrownBy(() -> Onnx.read(directory))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot read " + directory + ": it is no regular file");
        assertThatThrownBy(() -> Onnx.read(directory.resolve("none.onnx")))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("none.onnx: there is no such file");
    }

    @Test
    void aTruncatedFileIsRefusedWhereverItEnds() throws IOException {
        Path file = directory.resolve("cut.onnx");
        int read = 0;
        for (SmallGraph graph : SmallGraph.sound()) {
            byte[] whole = graph.bytes();
            for (int length = 0; length < whole.length; length++) {
                try {
                    OnnxFile.of(file, ByteBuffer.wrap(whole, 0, length)).model();
                    read++;
                } catch (OnnxException refused) {
                    assertThat(refused).hasMessageStartingWith("cut.onnx: ");
                }
            }
        }
        // Only the version of the operator set comes last, and nothing of it can be missing.
        assertThat(read).isZero();
    }

    @Test
    void theSmallFilesAreSound() throws IOException {
        for (SmallGraph graph : SmallGraph.sound()) {
            assertThat(graph.read(directory).graph().outputs()).isNotEmpty();
        }
    }
}
