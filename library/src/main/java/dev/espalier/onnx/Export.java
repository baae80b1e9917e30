package dev.espalier.onnx;

import dev.espalier.model.Node;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import dev.espalier.onnx.proto.AttributeProto;
import dev.espalier.onnx.proto.TensorProto;
import java.util.List;
import java.util.stream.IntStream;

/** One node of a model as its exporter sees it: what goes in, and nodes of the file that compute the same. */
final class Export {

    private final Node node;
    private final Writing writing;

    Export(Node node, Writing writing) {
        this.node = node;
        this.writing = writing;
    }

    Writing writing() {
        return writing;
    }

    Node node() {
        return node;
    }

    Shape shape() {
        return node.shape();
    }

    int inputs() {
        return node.inputs().size();
    }

    Node source(int index) {
        return writing.graph().node(node.inputs().get(index));
    }

    Shape shape(int index) {
        return source(index).shape();
    }

    boolean isParameter(int index) {
        return source(index).op() instanceof Parameter;
    }

    /** The name of an input's value in the file, a tensor of floats. */
    String input(int index) {
        Node source = source(index);
        if (source.op() instanceof Parameter) {
            return writing.parameter(source.name());
        }
        return source.name();
    }

    List<String> allInputs() {
        return IntStream.range(0, inputs()).mapToObj(this::input).toList();
    }

    /** An input that holds positions, as integers. */
    String positions(int index) {
        Node source = source(index);
        return writing.indices().contains(source)
                ? source.name()
                : writing.once("positions " + source.name(), () -> cast(input(index), TensorProto.DataType.INT64));
    }

    String cast(String value, TensorProto.DataType type) {
        return add("Cast", List.of(value), Attribute.of("to", type.getNumber()));
    }

    String scalar(double number) {
        return writing.scalar(number);
    }

    String list(long... numbers) {
        return writing.list(numbers);
    }

    /** The dimensions of a shape, of which those from a first one on are wanted, as a tensor of integers. */
    String dims(Shape shape) {
        long[] dims = shape.toArray();
        if (!shape.isBatched()) {
            return list(dims);
        }
        return writing.once(
                "dims " + shape,
                () -> add(
                        "Concat",
                        List.of(
                                writing.batch(),
                                list(IntStream.range(1, dims.length)
                                        .mapToLong(i -> dims[i])
                                        .toArray())),
                        Attribute.of("axis", 0)));
    }

    /** The dimensions for a Reshape, which takes a zero for the batch that goes in. */
    String newDims(Shape shape) {
        long[] dims = shape.toArray();
        if (shape.isBatched()) {
            dims[0] = 0;
        }
        return list(dims);
    }

    String reshaped(String value, Shape shape) {
        return add("Reshape", List.of(value, newDims(shape)));
    }

    /** Adds a node on the way to the result. */
    String add(String type, List<String> inputs, AttributeProto... attributes) {
        String output = writing.free(node.name() + "/" + type);
        writing.add(type, output, inputs, attributes);
        return output;
    }

    /** Adds the node that computes the result. */
    void result(String type, List<String> inputs, AttributeProto... attributes) {
        writing.add(type, node.name(), inputs, attributes);
    }

    /** Adds the node that computes the result of all inputs. */
    void result(String type, AttributeProto... attributes) {
        result(type, allInputs(), attributes);
    }

    Op op() {
        return node.op();
    }
}
