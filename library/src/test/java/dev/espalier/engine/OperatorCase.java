package dev.espalier.engine;

import dev.espalier.model.Graph;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** An operator with small operands, and the graph that makes a scalar of its output. */
public record OperatorCase(String name, Op op, List<Operand> operands) {

    public enum Numbers {
        NORMAL,
        /** Far apart and none near 0 or 6, so that a small step changes no maximum and crosses no kink. */
        APART,
        /** Above 0: for logarithms and roots. */
        POSITIVE,
        /** Class indices 0, 1, 2, ... 4, 0, ...: nothing to differentiate. */
        LABELS,
        /** Positive and constant: running statistics. */
        STATISTIC
    }

    public record Operand(Shape shape, Numbers numbers) {

        boolean differentiable() {
            return numbers != Numbers.LABELS && numbers != Numbers.STATISTIC;
        }

        /** Numbers in double precision. */
        public INDArray draw(Seed seed) {
            RandomGenerator random = seed.generator();
            double[] values = new double[(int) shape.size()];
            int[] order = seed.permutation(values.length);
            for (int i = 0; i < values.length; i++) {
                values[i] = switch (numbers) {
                    case NORMAL -> random.nextGaussian();
                    case POSITIVE, STATISTIC -> 0.5 + random.nextDouble();
                    case APART -> 0.37 * (order[i] - values.length / 2) + 0.13;
                    case LABELS -> i % 5;
                };
            }
            return Nd4j.createFromArray(values).reshape('c', shape.toArray());
        }
    }

    static Operand normal(int... dims) {
        return new Operand(Shape.of(dims), Numbers.NORMAL);
    }

    static Operand apart(int... dims) {
        return new Operand(Shape.of(dims), Numbers.APART);
    }

    static Operand positive(int... dims) {
        return new Operand(Shape.of(dims), Numbers.POSITIVE);
    }

    static Operand labels(int... dims) {
        return new Operand(Shape.of(dims), Numbers.LABELS);
    }

    static Operand statistic(int... dims) {
        return new Operand(Shape.of(dims), Numbers.STATISTIC);
    }

    static OperatorCase of(String name, Op op, Operand... operands) {
        return new OperatorCase(name, op, List.of(operands));
    }

    /** loss = direction · op(in0, in1, ...), with outputs {@code y} and {@code loss}. */
    Graph graph() {
        Graph.Builder builder = new Graph.Builder();
        List<Value> inputs = new ArrayList<>();
        for (Operand operand : operands) {
            inputs.add(builder.add("in" + inputs.size(), new Input(operand.shape())));
        }
        Value y = builder.add("y", op, inputs.toArray(Value[]::new));
        int size = (int) y.shape().size();
        Value row = builder.add("row", new Reshape(Shape.of(1, size)), y);
        Value direction = builder.add("direction", new Input(Shape.of(1, size)));
        Value product = builder.add("product", new Linear(1), row, direction);
        builder.add("loss", new Reshape(Shape.SCALAR), product);
        return builder.build("y", "loss");
    }

    /** Values for every input of the graph, in double precision. */
    Map<String, INDArray> feeds() {
        Seed seed = new Seed(7).split(name);
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        for (Operand operand : operands) {
            String input = "in" + feeds.size();
            feeds.put(input, operand.draw(seed.split(input)));
        }
        Shape direction = graph().node("direction").shape();
        feeds.put("direction", new Operand(direction, Numbers.NORMAL).draw(seed.split("direction")));
        return feeds;
    }

    /** The inputs with respect to which the operator has a gradient. */
    List<String> differentiable() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            if (operands.get(i).differentiable()) {
                names.add("in" + i);
            }
        }
        return names;
    }

    @Override
    public String toString() {
        return name;
    }
}
