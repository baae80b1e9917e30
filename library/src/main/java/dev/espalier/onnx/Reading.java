package dev.espalier.onnx;

import dev.espalier.model.Encoding;
import dev.espalier.model.Graph;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.proto.TensorProto;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What has been made of a file so far: the graph, its parameters, and what every name of the file stands for. */
final class Reading {

    private final Graph.Builder graph = new Graph.Builder();
    private final Map<String, INDArray> arrays = new LinkedHashMap<>();
    private final Map<String, Encoding> encodings = new LinkedHashMap<>();
    private final Map<String, Op> ops = new HashMap<>();
    private final Map<String, Operand> operands = new HashMap<>();
    private final Map<String, TensorProto> initializers = new HashMap<>();
    private final Map<Form, Value> parameters = new HashMap<>();
    private final Map<String, String> shorter = new HashMap<>();
    private final Map<String, String> metadata = new HashMap<>();
    private final Map<String, Integer> suffixes = new HashMap<>();
    private final TensorReader tensors;
    private final int opset;
    private final Budget budget;

    /** Numbers of the file in the form they are needed in; needed so several times, they are one parameter. */
    private record Form(String name, String change) {}

    /**
     * Starts with nothing.
     *
     * @param budget of everything that is calculated
     */
    Reading(TensorReader tensors, int opset, Budget budget) {
        this.tensors = tensors;
        this.opset = opset;
        this.budget = budget;
    }

    int opset() {
        return opset;
    }

    Graph.Builder graph() {
        return graph;
    }

    /** What computes a value. */
    Op op(Value value) {
        return ops.get(value.name());
    }

    Map<String, INDArray> arrays() {
        return arrays;
    }

    Map<String, Encoding> encodings() {
        return encodings;
    }

    Tensor tensor(TensorProto proto) {
        return tensors.read(proto);
    }

    void initializer(TensorProto proto) {
        if (initializers.put(proto.getName(), proto) != null) {
            throw new OnnxException("has two initializers '" + proto.getName() + "'");
        }
    }

    boolean isInitializer(String name) {
        return initializers.containsKey(name);
    }

    /** Whether a name stands for an initializer, or for the numbers that one holds as integers. */
    boolean isStored(String name) {
        return isInitializer(name)
                || operands.get(name) instanceof Operand.Known known
                        && known.tensor().codes().isPresent();
    }

    /** What the file says of itself under a key. */
    Optional<String> metadata(String key) {
        return Optional.ofNullable(metadata.get(key));
    }

    void metadata(String key, String value) {
        metadata.put(key, value);
    }

    void put(String name, Operand operand) {
        operands.put(name, operand);
    }

    /** Whether a name has been given a meaning. */
    boolean knows(String name) {
        return operands.containsKey(name) || initializers.containsKey(name);
    }

    /** What a name stands for; numbers are decoded when somebody asks for them. */
    Operand operand(String name) {
        Operand operand = operands.get(name);
        if (operand == null) {
            TensorProto initializer = initializers.get(name);
            if (initializer == null) {
                throw new OnnxException("reads '" + name + "', which is neither an input nor an initializer nor"
                        + " computed by a node before it");
            }
            operand = new Operand.Known(tensors.read(initializer));
            operands.put(name, operand);
        }
        return operand;
    }

    /** For nodes that end the calculation of a node of the file, that node's name, which is theirs if it is free. */
    Map<String, String> shorter() {
        return shorter;
    }

    Budget budget() {
        return budget;
    }

    /** Adds a node under a name that is free, the wanted one if it is. */
    Value add(String wanted, Op op, Value... inputs) {
        Value value = graph.add(free(wanted), op, inputs);
        ops.put(value.name(), op);
        budget.node(value);
        return value;
    }

    private String free(String wanted) {
        String free = wanted;
        while (graph.contains(free)) {
            free = wanted + "_" + suffixes.merge(wanted, 2, (last, two) -> last + 1);
        }
        return free;
    }

    /**
     * The parameter that holds these numbers.
     *
     * @param source name of the numbers in the file
     * @param change names the form they have here
     * @param name of the parameter if this is its first use
     * @param tensor gives the numbers in that form
     */
    Value parameter(String source, String change, String name, Parameter.Role role, Supplier<Tensor> tensor) {
        Form form = new Form(source, change);
        Value known = parameters.get(form);
        if (known == null) {
            known = parameter(name, role, tensor.get());
            parameters.put(form, known);
        }
        return known;
    }

    /** A new parameter. */
    Value parameter(String name, Parameter.Role role, Tensor tensor) {
        budget.copied(tensor.count());
        Value parameter = add(name, new Parameter(tensor.shape(), role));
        Optional<Codes.Encoded> encoded = tensor.codes().flatMap(codes -> codes.encoded(tensor.shape(), role));
        encoded.ifPresent(found -> encodings.put(parameter.name(), found.encoding()));
        arrays.put(parameter.name(), encoded.map(Codes.Encoded::weights).orElseGet(tensor::array));
        return parameter;
    }
}
