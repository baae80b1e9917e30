package dev.espalier.onnx;

import com.google.protobuf.ByteString;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.onnx.proto.AttributeProto;
import dev.espalier.onnx.proto.AttributeProto.AttributeType;
import dev.espalier.onnx.proto.GraphProto;
import dev.espalier.onnx.proto.ModelProto;
import dev.espalier.onnx.proto.NodeProto;
import dev.espalier.onnx.proto.OperatorSetIdProto;
import dev.espalier.onnx.proto.StringStringEntryProto;
import dev.espalier.onnx.proto.TensorProto;
import dev.espalier.onnx.proto.TypeProto;
import dev.espalier.onnx.proto.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** A file to be built by a test: one operator set, and inputs, constants, nodes and outputs as they are added. */
final class SmallGraph {

    private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);

    SmallGraph() {
        opset(17);
        graph().setName("small");
    }

    ModelProto.Builder model() {
        return model;
    }

    GraphProto.Builder graph() {
        return model.getGraphBuilder();
    }

    /** The last node that was added. */
    NodeProto.Builder last() {
        return graph().getNodeBuilder(graph().getNodeCount() - 1);
    }

    SmallGraph opset(long version) {
        model.clearOpsetImport()
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(version));
        return this;
    }

    /** An input of floats. */
    SmallGraph input(String name, long... dims) {
        graph().addInput(declared(name, dims));
        return this;
    }

    SmallGraph output(String name) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
        graph().addOutput(ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor)));
        return this;
    }

    private static ValueInfoProto declared(String name, long... dims) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
        tensor.getShapeBuilder();
        for (long dim : dims) {
            tensor.getShapeBuilder().addDimBuilder().setDimValue(dim);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    SmallGraph initializer(TensorProto tensor) {
        graph().addInitializer(tensor);
        return this;
    }

    /** A constant of floats, all 0.5. */
    SmallGraph floats(String name, long... dims) {
        return initializer(floatTensor(name, dims));
    }

    /** A constant of floats between -1 and 1, which differ from name to name. */
    SmallGraph random(String name, long... dims) {
        RandomGenerator random = new Seed(name.hashCode()).generator();
        TensorProto.Builder tensor = tensor(name, TensorProto.DataType.FLOAT, dims);
        for (long i = Arrays.stream(dims).reduce(1, (a, b) -> a * b); i > 0; i--) {
            tensor.addFloatData((float) (2 * random.nextDouble() - 1));
        }
        return initializer(tensor.build());
    }

    static TensorProto floatTensor(String name, long... dims) {
        TensorProto.Builder tensor = tensor(name, TensorProto.DataType.FLOAT, dims);
        for (long i = Arrays.stream(dims).reduce(1, (a, b) -> a * b); i > 0; i--) {
            tensor.addFloatData(0.5f);
        }
        return tensor.build();
    }

    /** A constant list of whole numbers. */
    SmallGraph list(String name, long... numbers) {
        TensorProto.Builder tensor = tensor(name, TensorProto.DataType.INT64, numbers.length);
        Arrays.stream(numbers).forEach(tensor::addInt64Data);
        return initializer(tensor.build());
    }

    /** One constant number. */
    SmallGraph number(String name, float number) {
        return initializer(
                tensor(name, TensorProto.DataType.FLOAT).addFloatData(number).build());
    }

    static TensorProto.Builder tensor(String name, TensorProto.DataType type, long... dims) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        Arrays.stream(dims).forEach(tensor::addDims);
        return tensor;
    }

    /** A constant of floats whose bytes are in another file; entries alternate between keys and values. */
    SmallGraph external(String name, long length, String... entries) {
        TensorProto.Builder tensor =
                tensor(name, TensorProto.DataType.FLOAT, length).setDataLocation(TensorProto.DataLocation.EXTERNAL);
        for (int i = 0; i < entries.length; i += 2) {
            tensor.addExternalData(
                    StringStringEntryProto.newBuilder().setKey(entries[i]).setValue(entries[i + 1]));
        }
        return initializer(tensor.build());
    }

    /** A node named as its first output; names are separated by blanks. */
    SmallGraph node(String type, String inputs, String outputs, AttributeProto... attributes) {
        graph().addNode(NodeProto.newBuilder()
                .setOpType(type)
                .addAllInput(names(inputs))
                .addAllOutput(names(outputs))
                .addAllAttribute(List.of(attributes)));
        return this;
    }

    private static List<String> names(String names) {
        return names.isEmpty() ? List.of() : List.of(names.split(" "));
    }

    static AttributeProto integer(String name, long number) {
        return attribute(name, AttributeType.INT).setI(number).build();
    }

    static AttributeProto integers(String name, long... numbers) {
        AttributeProto.Builder attribute = attribute(name, AttributeType.INTS);
        Arrays.stream(numbers).forEach(attribute::addInts);
        return attribute.build();
    }

    static AttributeProto number(String name, double number) {
        return attribute(name, AttributeType.FLOAT).setF((float) number).build();
    }

    static AttributeProto text(String name, String text) {
        return attribute(name, AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(text))
                .build();
    }

    static AttributeProto texts(String name, String... texts) {
        AttributeProto.Builder attribute = attribute(name, AttributeType.STRINGS);
        Arrays.stream(texts).map(ByteString::copyFromUtf8).forEach(attribute::addStrings);
        return attribute.build();
    }

    static AttributeProto tensor(String name, TensorProto tensor) {
        return attribute(name, AttributeType.TENSOR).setT(tensor).build();
    }

    static AttributeProto graph(String name, GraphProto graph) {
        return attribute(name, AttributeType.GRAPH).setG(graph).build();
    }

    private static AttributeProto.Builder attribute(String name, AttributeType type) {
        return AttributeProto.newBuilder().setName(name).setType(type);
    }

    byte[] bytes() {
        return model.build().toByteArray();
    }

    /** Writes {@code model.onnx}. */
    Path write(Path directory) throws IOException {
        return Files.write(directory.resolve("model.onnx"), bytes());
    }

    Model read(Path directory) throws IOException {
        return Onnx.read(write(directory)).model();
    }

    /** Small files that can be read, with all kinds of operators in them. */
    static List<SmallGraph> sound() {
        List<SmallGraph> graphs = new ArrayList<>();
        graphs.add(network());
        graphs.add(shapes());
        graphs.add(attention());
        graphs.add(images());
        graphs.add(quantized());
        graphs.add(places());
        return graphs;
    }

    private static SmallGraph places() {
        return new SmallGraph()
                .opset(18)
                .input("x", 4, 3)
                .list("three", 3)
                .list("flat", 0, 2, 0, 2, -1, 1)
                .list("tuples", 3, 2)
                .list("column", 6, 1)
                .node("TopK", "x three", "top at", integer("axis", 0))
                .node("Reshape", "flat column", "rows")
                .node("Reshape", "flat tuples", "pairs")
                .node("GatherND", "x pairs", "some")
                .node("ScatterND", "x pairs some", "more", text("reduction", "mul"))
                .node("GatherElements", "more pairs", "elements")
                .node("ScatterElements", "x pairs elements", "y", text("reduction", "max"))
                .node("ScatterND", "flat rows flat", "known")
                .output("top")
                .output("y");
    }

    private static SmallGraph network() {
        return new SmallGraph()
                .input("x", 1, 3, 8, 8)
                .floats("w", 4, 3, 3, 3)
                .floats("b", 4)
                .floats("m", 4, 5)
                .node("Conv", "x w b", "c", integers("pads", 1, 1, 1, 1), integers("strides", 2, 2))
                .node("BatchNormalization", "c b b b b", "n")
                .node("Relu", "n", "r")
                .node("MaxPool", "r", "p", integers("kernel_shape", 2, 2), integers("strides", 2, 2))
                .node("GlobalAveragePool", "p", "g")
                .node("Flatten", "g", "f")
                .node("Gemm", "f m", "y")
                .output("y");
    }

    /** What exporters write to give a tensor a shape that depends on another. */
    private static SmallGraph shapes() {
        return new SmallGraph()
                .input("x", 2, 3, 4)
                .list("zero", 0)
                .list("two", 2)
                .list("one", 1)
                .node("Shape", "x", "s")
                .node("Gather", "s zero", "n", integer("axis", 0))
                .node("Slice", "s one two zero", "part")
                .node("Mul", "n two", "twice")
                .node("Concat", "twice part two", "wanted", integer("axis", 0))
                .node("ConstantOfShape", "wanted", "zeros")
                .node("Cast", "zeros", "floats", integer("to", 1))
                .node("Reshape", "x wanted", "r")
                .node("Add", "r floats", "a")
                .node("Transpose", "a", "t", integers("perm", 0, 2, 1))
                .node("Split", "t", "left right", integer("axis", 2))
                .node("Tile", "left wanted", "tiled")
                .node("ReduceSum", "tiled one", "y")
                .output("y")
                .output("right");
    }

    private static SmallGraph attention() {
        return new SmallGraph()
                .input("x", 1, 4, 6)
                .floats("q", 6, 6)
                .floats("scale", 6)
                .number("half", 0.5f)
                .node("MatMul", "x q", "a")
                .node("Add", "a scale", "b")
                .node("Transpose", "b", "t", integers("perm", 0, 2, 1))
                .node("MatMul", "b t", "s")
                .node("Mul", "s half", "h")
                .node("Softmax", "h", "p", integer("axis", -1))
                .node("MatMul", "p b", "v")
                .node("LayerNormalization", "v scale scale", "n")
                .node("Gelu", "n", "g")
                .node("Where", "g g n", "w")
                .node("Sub", "w n", "y")
                .output("y");
    }

    private static SmallGraph images() {
        return new SmallGraph()
                .input("x", 1, 4, 6, 6)
                .list("pads", 0, 0, 1, 1, 0, 0, 1, 2)
                .floats("w", 4, 2, 2, 2)
                .initializer(tensor("sizes", TensorProto.DataType.FLOAT, 4)
                        .addFloatData(1)
                        .addFloatData(1)
                        .addFloatData(2)
                        .addFloatData(1.5f)
                        .build())
                .node("Pad", "x pads", "p")
                .node("ConvTranspose", "p w", "c", integer("group", 2), integers("strides", 2, 2))
                .node("AveragePool", "c", "a", integers("kernel_shape", 3, 3), integers("pads", 1, 1, 1, 1))
                .node("Resize", "a  sizes", "r", text("mode", "linear"))
                .node("DepthToSpace", "r", "d", integer("blocksize", 2))
                .node("InstanceNormalization", "d half half", "i")
                .floats("half", 1)
                .node("Clip", "i", "y")
                .output("y");
    }

    private static SmallGraph quantized() {
        return new SmallGraph()
                .input("x", 1, 2, 4, 4)
                .number("s", 0.25f)
                .integers("z", TensorProto.DataType.UINT8, new long[0], 100)
                .integers("w", TensorProto.DataType.INT8, new long[] {3, 2, 2, 2}, 5, -7)
                .integers("wz", TensorProto.DataType.INT8, new long[] {3}, 0)
                .floats("ws", 3)
                .integers("b", TensorProto.DataType.INT32, new long[] {3}, 40)
                .integers("m", TensorProto.DataType.UINT8, new long[] {3, 5}, 3, 9)
                .node("QuantizeLinear", "x s z", "q")
                .node("QLinearConv", "q s z w ws wz s z b", "c")
                .node("DequantizeLinear", "w ws wz", "dw", integer("axis", 0))
                .node("DequantizeLinear", "c s z", "d")
                .node("Conv", "x dw", "f")
                .node("Add", "d f", "a")
                .node("Transpose", "a", "t", integers("perm", 0, 2, 3, 1))
                .node("DynamicQuantizeLinear", "t", "u us uz")
                .node("MatMulInteger", "u m uz z", "y")
                .output("y");
    }

    /** Constant integers of some type, given in turn. */
    SmallGraph integers(String name, TensorProto.DataType type, long[] dims, int... numbers) {
        TensorProto.Builder tensor = tensor(name, type, dims);
        long count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        for (int i = 0; i < count; i++) {
            tensor.addInt32Data(numbers[i % numbers.length]);
        }
        return initializer(tensor.build());
    }
}
