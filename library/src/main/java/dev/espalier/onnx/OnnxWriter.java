package dev.espalier.onnx;

import dev.espalier.model.AtomicFile;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.file.Origin;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import dev.espalier.onnx.proto.GraphProto;
import dev.espalier.onnx.proto.ModelProto;
import dev.espalier.onnx.proto.NodeProto;
import dev.espalier.onnx.proto.OperatorSetIdProto;
import dev.espalier.onnx.proto.StringStringEntryProto;
import dev.espalier.onnx.proto.TensorProto;
import dev.espalier.onnx.proto.TensorShapeProto;
import dev.espalier.onnx.proto.TensorShapeProto.Dimension;
import dev.espalier.onnx.proto.TypeProto;
import dev.espalier.onnx.proto.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Makes the file of a model: everything in memory but the bytes of tensors, and only then on the disk. */
final class OnnxWriter {

    /** The set of operators that is written. */
    static final int OPERATOR_SET = 17;

    private static final int FORMAT = 8;

    /** Files of more than two gigabytes cannot be read, and long before that tools copy them more often than is good. */
    private static final long MOST_INSIDE = 1L << 30;

    private final Model model;
    private final Writing writing;

    private OnnxWriter(Model model) {
        this.model = model;
        Set<String> needed = needed(model);
        this.writing = new Writing(model, needed);
        for (Node node : model.graph().layers()) {
            if (needed.contains(node.name())) {
                Exporters.write(node, writing);
            }
        }
        for (Node output : model.graph().outputs()) {
            if (output.op() instanceof Parameter) {
                throw new OnnxException("output '" + output.name() + "' is a parameter; a file's outputs are computed");
            }
        }
        addNotes();
    }

    static OnnxExport write(Model model, Path file, boolean outside) throws IOException {
        OnnxWriter writer = told(model, () -> new OnnxWriter(model));
        writer.dropUnread();
        Initializers initializers = writer.writing.initializers();
        Path data = file.resolveSibling(file.getFileName() + ".data");
        boolean split = outside || initializers.bytes() > MOST_INSIDE;
        ModelProto proto = writer.proto(split ? initializers.outside(data) : initializers.inside());
        AtomicFile.write(file, proto::writeTo);
        return new OnnxExport(
                file,
                split ? Optional.of(data) : Optional.empty(),
                writer.operators(),
                Files.size(file) + (split ? Files.size(data) : 0),
                writer.writing.notes());
    }

    private interface Maker<T> {
        T make();
    }

    private static <T> T told(Model model, Maker<T> maker) {
        try {
            return maker.make();
        } catch (OnnxException refused) {
            throw new OnnxException("model '" + model.name() + "': " + refused.getMessage(), refused);
        }
    }

    private static Set<String> needed(Model model) {
        Set<String> needed = new HashSet<>();
        model.graph().outputs().forEach(output -> needed.add(output.name()));
        List<Node> backwards = new ArrayList<>(model.graph().nodes());
        Collections.reverse(backwards);
        for (Node node : backwards) {
            if (needed.contains(node.name())) {
                needed.addAll(node.inputs());
            }
        }
        return needed;
    }

    /** Of what was written in several forms, some may be read by nobody. */
    private void dropUnread() {
        Set<String> read = new HashSet<>();
        model.graph().outputs().forEach(output -> read.add(output.name()));
        List<NodeProto> kept = new ArrayList<>();
        List<NodeProto> nodes = writing.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (read.contains(nodes.get(i).getOutput(0))) {
                read.addAll(nodes.get(i).getInputList());
                kept.add(nodes.get(i));
            }
        }
        Collections.reverse(kept);
        nodes.clear();
        nodes.addAll(kept);
        writing.initializers().retain(read);
    }

    private void addNotes() {
        long masked = model.encodings().values().stream()
                .filter(encoding -> encoding.masked().isPresent())
                .count();
        if (masked > 0) {
            writing.notes()
                    .add("the masks of " + masked + (masked == 1 ? " parameter" : " parameters")
                            + " are written as zeros, which take as much room and time as other numbers");
        }
        if (!writing.widened().isEmpty()) {
            writing.notes()
                    .add("activations of more bits than the 8 of QuantizeLinear are rounded in floating point: "
                            + String.join(", ", writing.widened()));
        }
    }

    private Map<String, Integer> operators() {
        Map<String, Integer> counts = new TreeMap<>();
        writing.nodes().forEach(node -> counts.merge(node.getOpType(), 1, Integer::sum));
        return counts;
    }

    private ModelProto proto(List<TensorProto> tensors) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName(model.name())
                .addAllNode(writing.nodes())
                .addAllInitializer(tensors);
        model.graph().inputs().forEach(input -> graph.addInput(described(input)));
        model.graph().outputs().forEach(output -> graph.addOutput(described(output)));
        ModelProto.Builder proto = ModelProto.newBuilder()
                .setIrVersion(FORMAT)
                .setProducerName("Espalier")
                .setProducerVersion(Origin.current().library())
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
                .setGraph(graph);
        writing.metadata()
                .forEach((key, value) -> proto.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return proto.build();
    }

    private ValueInfoProto described(Node node) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int dim : node.shape().dims()) {
            shape.addDim(
                    dim == Shape.BATCH
                            ? Dimension.newBuilder().setDimParam("N")
                            : Dimension.newBuilder().setDimValue(dim));
        }
        boolean isIndex = node.op() instanceof Input && writing.indices().contains(node);
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder()
                .setElemType((isIndex ? ElementType.INT64 : ElementType.FLOAT).code())
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(node.name())
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
