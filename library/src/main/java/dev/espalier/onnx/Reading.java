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
import org.nd4j.linalg.api.ndarray.INDArray;

/** What has been made of a file so far: the graph, its parameters, and what every name of the file stands for. */
final class Reading {

    /** No value of a graph may hold more numbers: a gigabyte. */
    private static final long LARGEST_VALUE = 1L << 28;

    private static final int MOST_NODES = 200_000;
    private static final long SPARE_NUMBERS = 1L << 24;

    private final Graph.Builder graph = new Graph.Builder();
    private final Map<String, INDArray> arrays = new LinkedHashMap<>();
    private final Map<String, Encoding> encodings = new LinkedHashMap<>();
    private final Map<String, Op> ops = new HashMap<>();
    private final Map<String, Operand> operands = new HashMap<>();
    private final Map<String, TensorProto> initializers = new HashMap<>();
    private final Map<String, Value> parameters = new HashMap<>();
    private final TensorReader tensors;
    private final int opset;
    private long allowance;
    private int nodes;

    /**
     * Starts with nothing.
     *
     * @param fileBytes size of the file: calculated numbers may not outgrow it by much
     */
    Reading(TensorReader tensors, int opset, long fileBytes) {
        this.tensors = tensors;
        this.opset = opset;
        this.allowance = SPARE_NUMBERS + fileBytes;
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
        initializers.put(proto.getName(), proto);
    }

    boolean isInitializer(String name) {
        return initializers.containsKey(name);
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

    /** Fails if numbers of these dimensions would take more memory than a file of this size may. */
    int[] allow(int... dims) {
        allowance -= Tensor.count(dims);
        if (allowance < 0) {
            throw new OnnxException("calculates more numbers from constants than a file of this size should hold");
        }
        return dims;
    }

    /** Adds a node under a name that is free, the wanted one if it is. */
    Value add(String wanted, Op op, Value... inputs) {
        if (++nodes > MOST_NODES) {
            throw new OnnxException("makes a graph of more than " + MOST_NODES + " nodes");
        }
        Value value = graph.add(free(wanted), op, inputs);
        ops.put(value.name(), op);
        if (value.shape().size() > LARGEST_VALUE) {
            throw new OnnxException("computes a value of shape " + value.shape() + ", which takes more than "
                    + (LARGEST_VALUE >> 28) + " GiB");
        }
        return value;
    }

    private String free(String wanted) {
        String free = wanted;
        for (int i = 2; graph.contains(free); i++) {
            free = wanted + "_" + i;
        }
        return free;
    }

    /**
     * The parameter that holds these numbers.
     *
     * @param key the same for the same numbers in the same form
     * @param name of the parameter if this is its first use
     */
    Value parameter(String key, String name, Parameter.Role role, Tensor tensor) {
        Value known = parameters.get(key);
        if (known == null) {
            known = parameter(name, role, tensor);
            parameters.put(key, known);
        }
        return known;
    }

    /** A new parameter. */
    Value parameter(String name, Parameter.Role role, Tensor tensor) {
        Value parameter = add(name, new Parameter(tensor.shape(), role));
        arrays.put(parameter.name(), tensor.array());
        return parameter;
    }
}
