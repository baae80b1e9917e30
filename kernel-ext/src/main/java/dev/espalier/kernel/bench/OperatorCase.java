package dev.espalier.kernel.bench;

import dev.espalier.model.Graph;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Adjoint;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An operator at a size it has in a network, alone: what it is fed and gives back has its usual order in memory.
 *
 * @param name of the operator and its setting
 * @param op the operator
 * @param operands what it reads
 */
record OperatorCase(String name, Op op, List<Operand> operands) {

    private static final String UPSTREAM = "upstream";

    /**
     * Something an operator reads.
     *
     * @param indices 0 for numbers; else whole numbers below this, which have no gradient
     */
    record Operand(Shape shape, int indices) {

        INDArray draw(Seed seed) {
            RandomGenerator random = seed.generator();
            float[] numbers = new float[Math.toIntExact(shape.size())];
            for (int i = 0; i < numbers.length; i++) {
                // Positive: roots and logarithms are among the operators.
                numbers[i] = indices > 0 ? random.nextInt(indices) : 0.5f + random.nextFloat();
            }
            return Nd4j.createFromArray(numbers).reshape('c', shape.toArray());
        }
    }

    static OperatorCase of(String name, Op op, Operand... operands) {
        return new OperatorCase(name, op, List.of(operands));
    }

    static Operand numbers(int... dims) {
        return new Operand(Shape.of(dims), 0);
    }

    static Operand indices(int below, int... dims) {
        return new Operand(Shape.of(dims), below);
    }

    /** Computes the operator. */
    Graph forward() {
        Graph.Builder graph = new Graph.Builder();
        return graph.build(output(graph).name());
    }

    /** Computes the gradients of all operands, from a given gradient of the output; empty if that is all of them. */
    Optional<Graph> backward() {
        Graph.Builder graph = new Graph.Builder();
        Value output = output(graph);
        Value upstream = graph.add(UPSTREAM, new Input(output.shape()));
        Rule rule = new Rule(this, graph, inputs(graph), output, upstream, new ArrayList<>());
        op.differentiate(rule);
        Graph gradients = graph.build(rule.gradients().toArray(String[]::new));
        return gradients.outputs().stream().allMatch(node -> node.op() instanceof Input)
                ? Optional.empty()
                : Optional.of(gradients);
    }

    /** Multiply-adds of the forward pass. */
    long macs() {
        Shape output = forward().outputs().get(0).shape();
        List<Shape> shapes = operands.stream().map(Operand::shape).toList();
        long item = TrueMacs.of(op, shapes, output);
        // Products of matrices count all of them where the number is known.
        return op instanceof MatMul ? item : item * shapes.get(0).dim(0);
    }

    /** Twice the forward pass: once for what it read, once for the weights. */
    long backwardMacs() {
        return 2 * macs();
    }

    /** What has to be read and written: inputs and outputs of a graph. */
    static long bytes(Graph graph) {
        long numbers = graph.outputs().stream()
                .mapToLong(output -> output.shape().size())
                .sum();
        return Float.BYTES
                * (numbers
                        + graph.inputs().stream()
                                .mapToLong(input -> input.shape().size())
                                .sum());
    }

    private Value output(Graph.Builder graph) {
        for (int i = 0; i < operands.size(); i++) {
            graph.add("in" + i, new Input(operands.get(i).shape()));
        }
        return graph.add("out", op, inputs(graph).toArray(Value[]::new));
    }

    private List<Value> inputs(Graph.Builder graph) {
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            inputs.add(graph.value("in" + i));
        }
        return inputs;
    }

    /** Numbers for the inputs of one of the graphs. */
    Map<String, INDArray> feeds(Graph graph) {
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        graph.inputs().forEach(input -> {
            String name = input.name();
            Operand operand = name.equals(UPSTREAM)
                    ? new Operand(input.shape(), 0)
                    : operands.get(Integer.parseInt(name.substring(2)));
            feeds.put(name, operand.draw(new Seed(1).split(name)));
        });
        return feeds;
    }

    /** Collects the gradients of all operands. */
    private record Rule(
            OperatorCase operator,
            Graph.Builder graph,
            List<Value> operands,
            Value output,
            Value upstream,
            List<String> gradients)
            implements Adjoint {

        @Override
        public Value input(int index) {
            return operands.get(index);
        }

        @Override
        public int inputs() {
            return operands.size();
        }

        @Override
        public boolean wanted(int index) {
            return operator.operands().get(index).indices() == 0;
        }

        @Override
        public Value apply(Op op, Value... inputs) {
            int number = 1;
            while (graph.contains(op.kind() + number)) {
                number++;
            }
            return graph.add(op.kind() + number, op, inputs);
        }

        @Override
        public void contribute(int index, Value gradient) {
            gradients.add(gradient.name());
        }
    }
}
