package dev.espalier.onnx;

import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operand.Computed;
import dev.espalier.onnx.Operand.Known;
import dev.espalier.onnx.Tensor.Kind;
import dev.espalier.onnx.proto.NodeProto;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** One node of a file as its importer sees it: what goes in, and where to put what comes out. */
final class Call {

    private final NodeProto node;
    private final Reading reading;
    private final Attributes attributes;
    private final String name;

    Call(NodeProto node, Reading reading) {
        this.node = node;
        this.reading = reading;
        this.attributes = new Attributes(node);
        this.name = name(node);
    }

    /** A node's name, or that of its output if it has none. */
    static String name(NodeProto node) {
        String output = node.getOutputList().stream()
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse(node.getOpType());
        return node.getName().isBlank() ? output : node.getName();
    }

    String name() {
        return name;
    }

    String type() {
        return node.getOpType();
    }

    int opset() {
        return reading.opset();
    }

    Attributes attributes() {
        return attributes;
    }

    Reading reading() {
        return reading;
    }

    /** How many inputs are written down, those left out at the end not counted. */
    int inputs() {
        return node.getInputCount();
    }

    int outputs() {
        return node.getOutputCount();
    }

    /** The name of an input's value in the file. */
    String inputName(int index) {
        operand(index);
        return node.getInput(index);
    }

    NodeProto node() {
        return node;
    }

    /** Whether somebody may read an output. */
    boolean hasOutput(int index) {
        return index < node.getOutputCount() && !node.getOutput(index).isEmpty();
    }

    /** Whether an input is there. */
    boolean has(int index) {
        return index < node.getInputCount() && !node.getInput(index).isEmpty();
    }

    Operand operand(int index) {
        if (!has(index)) {
            throw new OnnxException("lacks its input " + index);
        }
        return reading.operand(node.getInput(index));
    }

    /** Whether an input's numbers are known by now. */
    boolean isKnown(int index) {
        return has(index) && operand(index) instanceof Known;
    }

    /** Whether all inputs' numbers are. */
    boolean allKnown() {
        return IntStream.range(0, inputs()).allMatch(i -> !has(i) || isKnown(i));
    }

    /**
     * The numbers of an input.
     *
     * @param what they say, for the message if they are only known when the graph runs
     */
    Tensor known(int index, String what) {
        if (operand(index) instanceof Known known) {
            return known.tensor();
        }
        throw new OnnxException("its " + what + " (input '" + node.getInput(index)
                + "') is computed when the graph runs, but must be known before");
    }

    Tensor known(int index) {
        return known(index, "input " + index);
    }

    /** The one number of an input. */
    double scalar(int index, String what, double otherwise) {
        if (!has(index)) {
            return otherwise;
        }
        Tensor tensor = known(index, what);
        if (!tensor.isScalar()) {
            throw new OnnxException("its " + what + " should be one number, found " + tensor);
        }
        return tensor.at(0);
    }

    /** Whole numbers that are an attribute in older operator sets and an input in newer ones; null if neither is there. */
    long[] integers(String attribute, int input) {
        if (has(input)) {
            Tensor tensor = read(known(input, attribute));
            if (tensor.isOpen()) {
                throw new OnnxException("its " + attribute + " depend on the open batch size; fix the batch size");
            }
            return tensor.integers();
        }
        return attributes.integers(attribute).orElse(null);
    }

    /** An input as a value of the graph; known numbers become a constant of the model. */
    Value value(int index) {
        return value(index, Role.CONSTANT);
    }

    /** An input as a value of the graph; known numbers become a parameter. */
    Value value(int index, Role role) {
        return operand(index) instanceof Computed computed
                ? computed.value()
                : parameter(index, role, "", UnaryOperator.identity());
    }

    /**
     * A parameter with known numbers.
     *
     * @param form names the change, so that the same numbers in the same form are one parameter
     * @param change what is done to the numbers first
     */
    Value parameter(int index, Role role, String form, UnaryOperator<Tensor> change) {
        Tensor tensor = known(index);
        String input = node.getInput(index);
        boolean named = reading.isStored(input) && !input.contains("::") && !input.matches("[0-9]+");
        String parameter = named ? input : name + "." + role.name().toLowerCase(Locale.ROOT);
        return reading.parameter(input, form, parameter, role, () -> {
            reading.budget().copied(tensor.count());
            return change.apply(tensor);
        });
    }

    /** A constant of the model that the file has in another form or not at all. */
    Value constant(Tensor tensor) {
        return constant("constant", Role.CONSTANT, tensor);
    }

    Value constant(String suffix, Role role, Tensor tensor) {
        return reading.parameter(name + "." + suffix, role, tensor);
    }

    /** Adds an operator on the way to the result. */
    Value add(Op op, Value... inputs) {
        return reading.add(name + "/" + op.kind(), op, inputs);
    }

    /** Adds the operator that computes the first output. */
    void result(Op op, Value... inputs) {
        put(
                0,
                reading.add(name, op, inputs),
                inputs.length == 0 ? Kind.FLOAT : operand(0).kind());
    }

    /** Adds the operator that computes the first output, whose numbers are of another kind than the first input's. */
    void result(Kind kind, Op op, Value... inputs) {
        put(0, reading.add(name, op, inputs), kind);
    }

    void put(int output, Value value, Kind kind) {
        if (output == 0 && value.name().startsWith(name + "/")) {
            reading.shorter().putIfAbsent(value.name(), name);
        }
        put(output, new Computed(value, kind));
    }

    void put(int output, Tensor tensor) {
        put(output, new Known(tensor));
    }

    void put(int output, Operand operand) {
        if (hasOutput(output)) {
            reading.put(node.getOutput(output), operand);
        }
    }

    /** Fails if calculated numbers of these dimensions would take too much memory. */
    int[] allow(int... dims) {
        return reading.budget().calculated(dims);
    }

    /** Fails if looking at all these numbers again would take too long. */
    Tensor read(Tensor tensor) {
        reading.budget().work(tensor.count());
        return tensor;
    }

    /** An axis counted from 0, of one that may be counted from the end. */
    static int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw new OnnxException("works along axis " + axis + " of a tensor of " + rank + " axes");
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** Axes counted from 0, ascending. */
    static int[] axes(long[] axes, int rank) {
        int[] found =
                Arrays.stream(axes).mapToInt(axis -> axis(axis, rank)).sorted().toArray();
        for (int i = 1; i < found.length; i++) {
            if (found[i] == found[i - 1]) {
                throw new OnnxException("names axis " + found[i] + " twice");
            }
        }
        return found;
    }

    /** Dimensions as they are counted here. */
    static int[] intDims(long[] dims) {
        return Arrays.stream(dims).mapToInt(Math::toIntExact).toArray();
    }

    /** The shape of these dimensions, of which the first may be {@link Shape#BATCH}. */
    static Shape shape(int... dims) {
        Budget.axes(dims.length);
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] < 1 && !(i == 0 && dims[i] == Shape.BATCH)) {
                throw new OnnxException("computes a tensor of dimensions " + Arrays.toString(dims)
                        + "; tensors of a graph are not empty, and only their first axis can be an open batch");
            }
        }
        return Shape.of(dims);
    }
}
