package dev.espalier.kernel.bench;

import com.google.protobuf.ByteString;
import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Size2d;
import dev.espalier.onnx.proto.AttributeProto;
import dev.espalier.onnx.proto.GraphProto;
import dev.espalier.onnx.proto.ModelProto;
import dev.espalier.onnx.proto.NodeProto;
import dev.espalier.onnx.proto.OperatorSetIdProto;
import dev.espalier.onnx.proto.TensorProto;
import dev.espalier.onnx.proto.TensorShapeProto;
import dev.espalier.onnx.proto.TypeProto;
import dev.espalier.onnx.proto.ValueInfoProto;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A convolutional network for ONNX Runtime, one image at a time, batch normalisation folded. */
final class OnnxModel {

    private static final int OPERATORS = 17;
    private static final int FORMAT = 8;
    private static final String ZERO = "clip/min";
    private static final String SIX = "clip/max";

    private final Model model;
    private final GraphProto.Builder graph;

    private OnnxModel(Model model) {
        this.model = model;
        this.graph = GraphProto.newBuilder().setName(model.name());
    }

    /**
     * Writes a model.
     *
     * @throws UnsupportedOperationException if it has an operator that is not written here; names the node
     */
    static void write(Model model, Path to) throws IOException {
        var writer = new OnnxModel(BatchNormFolding.of(model).model());
        writer.addAll();
        ModelProto whole = ModelProto.newBuilder()
                .setIrVersion(FORMAT)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATORS))
                .setGraph(writer.graph)
                .build();
        try (OutputStream out = Files.newOutputStream(to)) {
            whole.writeTo(out);
        }
    }

    private void addAll() {
        if (model.graph().nodes().stream().anyMatch(node -> node.op() instanceof Relu6)) {
            graph.addInitializer(number(ZERO, 0));
            graph.addInitializer(number(SIX, 6));
        }
        for (Node node : model.graph().nodes()) {
            if (node.op() instanceof Input) {
                graph.addInput(described(node));
            } else if (node.op() instanceof Parameter) {
                graph.addInitializer(initializer(node));
            } else {
                add(node);
            }
        }
        model.graph().outputs().forEach(node -> graph.addOutput(described(node)));
    }

    private static TensorProto.Builder number(String name, float number) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addFloatData(number);
    }

    private TensorProto.Builder initializer(Node parameter) {
        float[] numbers =
                model.parameters().get(parameter.name()).dup('c').data().asFloat();
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(parameter.name())
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .setRawData(ByteString.copyFrom(bytes));
        parameter.shape().dims().forEach(tensor::addDims);
        return tensor;
    }

    private static ValueInfoProto described(Node node) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        node.shape()
                .withBatch(1)
                .dims()
                .forEach(dim ->
                        shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim)));
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(node.name())
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private void add(Node node) {
        NodeProto.Builder proto = NodeProto.newBuilder()
                .setName(node.name())
                .addAllInput(node.inputs())
                .addOutput(node.name());
        Op op = node.op();
        if (op instanceof Conv2d conv) {
            window(proto.setOpType("Conv"), conv.kernel(), conv.stride(), conv.padding());
            proto.addAttribute(
                    whole("dilations", conv.dilation().height(), conv.dilation().width()));
            proto.addAttribute(whole("group", conv.groups()));
        } else if (op instanceof MaxPool2d pool) {
            window(proto.setOpType("MaxPool"), pool.kernel(), pool.stride(), pool.padding());
        } else if (op instanceof Linear && node.shape().rank() == 2) {
            proto.setOpType("Gemm").addAttribute(whole("transB", 1));
        } else if (op instanceof Relu) {
            proto.setOpType("Relu");
        } else if (op instanceof Relu6) {
            proto.setOpType("Clip").addInput(ZERO).addInput(SIX);
        } else if (op instanceof Add) {
            proto.setOpType("Add");
        } else if (op instanceof Flatten) {
            proto.setOpType("Flatten");
        } else if (op instanceof GlobalAveragePool) {
            String means = node.name() + "/means";
            graph.addNode(NodeProto.newBuilder()
                    .setOpType("GlobalAveragePool")
                    .addAllInput(node.inputs())
                    .addOutput(means));
            proto.setOpType("Flatten").clearInput().addInput(means);
        } else {
            throw new UnsupportedOperationException(
                    "node '" + node.name() + "' (" + op.kind() + ") cannot be written for ONNX Runtime");
        }
        graph.addNode(proto);
    }

    private static void window(NodeProto.Builder proto, Size2d kernel, Size2d stride, Size2d padding) {
        proto.addAttribute(whole("kernel_shape", kernel.height(), kernel.width()))
                .addAttribute(whole("strides", stride.height(), stride.width()))
                .addAttribute(whole("pads", padding.height(), padding.width(), padding.height(), padding.width()));
    }

    private static AttributeProto whole(String name, int number) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(number)
                .build();
    }

    private static AttributeProto whole(String name, int... numbers) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (int number : numbers) {
            attribute.addInts(number);
        }
        return attribute.build();
    }
}
