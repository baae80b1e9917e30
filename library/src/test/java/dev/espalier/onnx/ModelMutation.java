package dev.espalier.onnx;

import com.google.protobuf.ByteString;
import dev.espalier.fuzz.Choices;
import dev.espalier.onnx.proto.AttributeProto;
import dev.espalier.onnx.proto.AttributeProto.AttributeType;
import dev.espalier.onnx.proto.GraphProto;
import dev.espalier.onnx.proto.ModelProto;
import dev.espalier.onnx.proto.NodeProto;
import dev.espalier.onnx.proto.StringStringEntryProto;
import dev.espalier.onnx.proto.TensorProto;
import dev.espalier.onnx.proto.TensorShapeProto;
import dev.espalier.onnx.proto.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;

/** Changes a model so that it stays a message and most of it still makes sense: what gets past the first checks. */
final class ModelMutation {

    private static final List<String> OPERATORS = List.copyOf(Operators.names());

    private static final List<String> ATTRIBUTES = List.of(
            "allowzero",
            "alpha",
            "auto_pad",
            "axes",
            "axis",
            "beta",
            "block_size",
            "blocksize",
            "ceil_mode",
            "coordinate_transformation_mode",
            "count_include_pad",
            "cubic_coeff_a",
            "dilations",
            "direction",
            "end",
            "epsilon",
            "equation",
            "exclusive",
            "fmod",
            "gamma",
            "group",
            "hidden_size",
            "k",
            "keepdims",
            "kernel_shape",
            "largest",
            "layout",
            "mode",
            "nearest_mode",
            "noop_with_empty_axes",
            "num_groups",
            "num_outputs",
            "output_padding",
            "output_shape",
            "p",
            "pads",
            "perm",
            "reverse",
            "scales",
            "size",
            "split",
            "start",
            "strides",
            "to",
            "transA",
            "transB",
            "upper",
            "value");

    private static final List<String> TEXTS = List.of(
            "constant",
            "edge",
            "reflect",
            "wrap",
            "linear",
            "cubic",
            "nearest",
            "align_corners",
            "asymmetric",
            "half_pixel_symmetric",
            "pytorch_half_pixel",
            "tf_half_pixel_for_nn",
            "SAME_UPPER",
            "SAME_LOWER",
            "VALID",
            "CRD",
            "tanh",
            "bidirectional",
            "reverse",
            "ij,jk->ik",
            "...ij->...ji",
            "\0");

    private final Choices choices;
    private final GraphProto.Builder graph;
    private final ModelProto.Builder model;

    private ModelMutation(ModelProto.Builder model, Choices choices) {
        this.model = model;
        this.graph = model.getGraphBuilder();
        this.choices = choices;
    }

    /** One of the models, changed as often as there are bytes to decide how. */
    static ModelProto of(List<ModelProto> models, Choices choices) {
        ModelProto.Builder model = choices.of(models).toBuilder();
        ModelMutation mutation = new ModelMutation(model, choices);
        for (int change = 0; change < 30 && !choices.isOver(); change++) {
            mutation.change();
        }
        return model.build();
    }

    private void change() {
        int nodes = graph.getNodeCount();
        int tensors = graph.getInitializerCount();
        switch (choices.below(16)) {
            case 0, 1, 2, 3 -> insert();
            case 4 -> rewire();
            case 5, 6, 7 -> attribute(node());
            case 8 -> node().setOpType(choices.of(OPERATORS));
            case 9 -> declare();
            case 10, 11 -> numbers(tensor());
            case 12 -> dims(tensor());
            case 13 -> {
                if (nodes > 1) {
                    graph.removeNode(choices.below(nodes));
                }
            }
            case 14 -> {
                if (tensors > 1) {
                    graph.removeInitializer(choices.below(tensors));
                }
            }
            default -> rarely();
        }
    }

    private void rarely() {
        switch (choices.below(8)) {
            case 0 -> model.getOpsetImportBuilder(0).setVersion(6 + choices.below(17));
            case 1 -> graph.addNode(choices.below(graph.getNodeCount() + 1), node().build());
            case 2 -> graph.addInitializer(tensor().build());
            case 3 -> tensor().setDataType(choices.below(24));
            case 4 -> tensor().setRawData(ByteString.copyFrom(new byte[choices.below(64)]));
            case 5 -> external(tensor());
            case 6 -> output(name());
            default -> {
                if (node().getOutputCount() > 0) {
                    node().addOutput("more" + choices.below(3));
                }
            }
        }
    }

    private NodeProto.Builder node() {
        if (graph.getNodeCount() == 0) {
            insert();
        }
        return graph.getNodeBuilder(choices.below(graph.getNodeCount()));
    }

    private TensorProto.Builder tensor() {
        if (graph.getInitializerCount() == 0 || choices.rarely(8)) {
            graph.addInitializer(SmallGraph.tensor("w" + graph.getInitializerCount(), TensorProto.DataType.INT64, 1)
                    .addInt64Data(choices.whole()));
        }
        return graph.getInitializerBuilder(choices.below(graph.getInitializerCount()));
    }

    /** A name that means something, most of the time before the end. */
    private String name() {
        List<String> names = new ArrayList<>();
        graph.getInputList().forEach(input -> names.add(input.getName()));
        graph.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
        graph.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
        return names.isEmpty() ? "" : choices.of(names);
    }

    /** Puts a node in front of another's input, or at the end. */
    private void insert() {
        NodeProto.Builder inserted = NodeProto.newBuilder().setOpType(choices.of(OPERATORS));
        String result = "n" + graph.getNodeCount();
        int count = choices.below(5);
        for (int i = 0; i < count; i++) {
            inserted.addInput(choices.rarely(10) ? "" : name());
        }
        for (int i = choices.below(3); i > 0; i--) {
            attribute(inserted);
        }
        inserted.addOutput(result);
        if (choices.rarely(4)) {
            inserted.addOutput(result + "b");
        }
        graph.addNode(inserted);
        output(result);
    }

    private void output(String name) {
        if (choices.rarely(2)) {
            graph.addOutput(ValueInfoProto.newBuilder().setName(name));
        }
    }

    private void rewire() {
        NodeProto.Builder node = node();
        if (node.getInputCount() == 0 || choices.rarely(4)) {
            node.addInput(name());
        } else {
            node.setInput(choices.below(node.getInputCount()), name());
        }
    }

    private void attribute(NodeProto.Builder node) {
        int there = node.getAttributeCount();
        AttributeProto.Builder attribute = there == 0 || choices.below(2) == 0
                ? node.addAttributeBuilder().setName(choices.of(ATTRIBUTES))
                : node.getAttributeBuilder(choices.below(there)).clear().setName(choices.of(ATTRIBUTES));
        switch (choices.below(6)) {
            case 0 -> attribute.setType(AttributeType.FLOAT).setF(choices.real());
            case 1 -> attribute.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(choices.of(TEXTS)));
            case 2 -> attribute.setType(AttributeType.INT).setI(choices.whole());
            case 3 -> attribute.setType(AttributeType.TENSOR).setT(tensor().build());
            default -> {
                attribute.setType(AttributeType.INTS);
                for (int i = choices.below(9); i > 0; i--) {
                    attribute.addInts(choices.whole());
                }
            }
        }
    }

    private void declare() {
        if (graph.getInputCount() == 0 || choices.rarely(6)) {
            SmallGraph more = new SmallGraph().input("x" + graph.getInputCount(), choices.whole(), choices.whole());
            graph.addInput(more.graph().getInput(0));
            return;
        }
        TensorShapeProto.Builder shape = graph.getInputBuilder(choices.below(graph.getInputCount()))
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder();
        if (shape.getDimCount() == 0 || choices.rarely(5)) {
            shape.addDimBuilder().setDimValue(choices.whole());
        } else if (choices.rarely(5)) {
            shape.removeDim(choices.below(shape.getDimCount()));
        } else if (choices.rarely(5)) {
            shape.getDimBuilder(choices.below(shape.getDimCount())).setDimParam("n");
        } else {
            shape.getDimBuilder(choices.below(shape.getDimCount())).setDimValue(choices.whole());
        }
    }

    /** Other numbers, and dimensions that fit. */
    private void numbers(TensorProto.Builder tensor) {
        int count = choices.below(10);
        tensor.clearDims().clearRawData().clearFloatData().clearInt64Data().clearDataLocation();
        boolean whole = choices.below(3) > 0;
        tensor.setDataType((whole ? TensorProto.DataType.INT64 : TensorProto.DataType.FLOAT).getNumber());
        for (int i = 0; i < count; i++) {
            if (whole) {
                tensor.addInt64Data(choices.whole());
            } else {
                tensor.addFloatData(choices.real());
            }
        }
        if (count != 1 || choices.below(2) == 0) {
            tensor.addDims(count);
        }
    }

    private void dims(TensorProto.Builder tensor) {
        if (tensor.getDimsCount() == 0 || choices.rarely(4)) {
            tensor.addDims(choices.whole());
        } else {
            tensor.setDims(choices.below(tensor.getDimsCount()), choices.whole());
        }
    }

    private void external(TensorProto.Builder tensor) {
        tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(StringStringEntryProto.newBuilder()
                        .setKey("location")
                        .setValue(choices.of(List.of("numbers.bin", "../numbers.bin", "/dev/zero", ".", "a\0"))))
                .addExternalData(StringStringEntryProto.newBuilder()
                        .setKey(choices.of(List.of("offset", "length")))
                        .setValue(String.valueOf(choices.whole())));
    }
}
