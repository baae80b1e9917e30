package dev.espalier.tfjs;

import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Parameters;
import dev.espalier.model.Step;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Makes a model of a graph model, node by node. */
final class Importer {

    /** As many as arrays of ND4J have. */
    static final int MOST_AXES = 32;

    private static final long LARGEST = Integer.MAX_VALUE;

    private final Graph.Builder graph = new Graph.Builder();
    private final Map<String, Tensor> weights;
    private final Map<String, Tensor> constants = new HashMap<>();
    private final Map<String, Result> results = new HashMap<>();
    private final Map<String, INDArray> arrays = new LinkedHashMap<>();
    private final Map<Form, Value> parameters = new HashMap<>();
    private final Map<String, Op> ops = new HashMap<>();
    private final Map<String, Integer> suffixes = new HashMap<>();

    /** A constant as it is needed; needed so several times, it is one parameter. */
    private record Form(String constant, List<Integer> order, Shape shape) {}

    private Importer(Map<String, Tensor> weights) {
        this.weights = weights;
    }

    static Model model(String name, GraphModel source, Map<String, Tensor> weights, Step step) {
        return new Importer(weights).run(name, source, step);
    }

    private Model run(String name, GraphModel source, Step step) {
        for (TfNode node : source.nodes()) {
            try {
                convert(node);
            } catch (ArithmeticException overflow) {
                throw node.fault("its result is larger than any memory");
            } catch (IllegalArgumentException | Malformed fault) {
                throw fault.getMessage().startsWith("node '")
                        ? new Malformed(fault.getMessage(), fault)
                        : node.fault(fault.getMessage());
            }
        }
        Set<String> outputs = new LinkedHashSet<>();
        for (String output : source.outputs()) {
            outputs.add(output(output).name());
        }
        Graph built = graph.build(outputs.toArray(String[]::new));
        if (built.inputs().isEmpty()) {
            throw new Malformed("it has no Placeholder, so no input");
        }
        return new Model(name, built, new Parameters(arrays), Map.of(), List.of(step));
    }

    private Value output(String name) {
        Result result = results.get(name);
        if (result == null) {
            throw new Malformed("its output '" + name + "' is a constant");
        }
        return result.shape().rank() == 4 ? image(name, result) : result.value();
    }

    private void convert(TfNode node) {
        switch (node.op()) {
            case "Const" -> {
                Tensor tensor = weights.get(node.name());
                if (tensor == null) {
                    throw node.fault("weightsManifest holds no weight of its name");
                }
                constants.put(node.name(), tensor);
            }
            case "Identity", "NoOp", "StopGradient" -> {
                String input = node.inputs().stream().findFirst().orElseThrow(() -> node.fault("it reads nothing"));
                if (constants.containsKey(input)) {
                    constants.put(node.name(), constants.get(input));
                } else {
                    results.put(node.name(), results.get(input));
                }
            }
            default -> {
                Conversion conversion = Conversions.ALL.get(node.op());
                if (conversion == null) {
                    throw node.fault("there is no such operator here"
                            + Nearest.hint(node.op(), Conversions.ALL.keySet())
                            + "; " + Conversions.ALL.size() + " operators of TensorFlow can be read");
                }
                results.put(node.name(), conversion.convert(new Call(this, node)));
            }
        }
    }

    /** Adds a node under a name, or under the next free one made of it. */
    Value add(String name, Op op, Value... inputs) {
        String free = name;
        while (graph.contains(free)) {
            String part = name + "/" + op.kind();
            int number = suffixes.merge(part, 1, Integer::sum);
            free = number == 1 ? part : part + number;
        }
        Value value = graph.add(free, op, inputs);
        ops.put(free, op);
        if (value.shape().rank() > MOST_AXES) {
            throw new IllegalArgumentException(
                    "its result has " + value.shape().rank() + " axes; at most " + MOST_AXES);
        }
        if (value.shape().size() > LARGEST) {
            throw new IllegalArgumentException(
                    "its result " + value.shape() + " holds more than 2^31 - 1 numbers, which no array can");
        }
        return value;
    }

    /** What computes a value. */
    Op op(Value value) {
        return ops.get(value.name());
    }

    boolean isConstant(String name) {
        return constants.containsKey(name);
    }

    Tensor constant(String name) {
        return constants.get(name);
    }

    Result result(String name) {
        return results.get(name);
    }

    /** A result as [N, C, H, W]. */
    Value image(String name, Result result) {
        return result.image() ? result.value() : add(name, TensorOrder.TO_IMAGE, result.value());
    }

    /** A result as TensorFlow has it. */
    Value plain(String name, Result result) {
        return result.image() ? add(name, TensorOrder.TO_PLAIN, result.value()) : result.value();
    }

    /**
     * A constant as a parameter.
     *
     * @param name to give it, if it is none yet
     * @param order of its axes
     * @param shape of the parameter, once its axes are in that order
     */
    Value parameter(String name, Role role, Tensor constant, int[] order, Shape shape) {
        List<Integer> axes = new ArrayList<>();
        for (int axis : order) {
            axes.add(axis);
        }
        Form form = new Form(constant.name(), axes, shape);
        Value known = parameters.get(form);
        if (known != null) {
            return known;
        }
        Value value = add(name, new Parameter(shape, role));
        float[] numbers = constant.permuted(order).numbers();
        arrays.put(value.name(), Nd4j.createFromArray(numbers).reshape('c', shape.toArray()));
        parameters.put(form, value);
        return value;
    }
}
