package dev.espalier.compile.directory;

import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Transpose;
import dev.espalier.quantize.IntegerModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One item for a model, and what the reference executor makes of it.
 *
 * @param inputs in the graph's order, with a batch of one
 * @param outputs in the graph's order
 */
public record TestVector(List<INDArray> inputs, List<INDArray> outputs) {

    public TestVector {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * For an item of the caller's.
     *
     * @throws IllegalArgumentException if an array does not fit its input
     */
    public static TestVector of(Model model, List<INDArray> inputs) {
        List<Node> wanted = model.graph().inputs();
        if (inputs.size() != wanted.size()) {
            throw new IllegalArgumentException(
                    model.name() + " has " + wanted.size() + " inputs, but got " + inputs.size());
        }
        Map<String, INDArray> feeds = new LinkedHashMap<>(model.parameters().arrays());
        for (int i = 0; i < inputs.size(); i++) {
            Shape expected = single(wanted.get(i).shape());
            if (!Model.shapeOf(inputs.get(i)).equals(expected)) {
                throw new IllegalArgumentException("input '" + wanted.get(i).name() + "' of one item has the shape "
                        + expected + ", but got " + Model.shapeOf(inputs.get(i)));
            }
            feeds.put(wanted.get(i).name(), inputs.get(i));
        }
        // Levels are the right ones in double precision alone.
        if (IntegerModel.isQuantized(model)) {
            feeds.replaceAll((name, array) -> array.castTo(DataType.DOUBLE));
        }
        try (ReferenceExecutor executor = new ReferenceExecutor(model.graph())) {
            Map<String, INDArray> results = executor.run(feeds);
            List<INDArray> outputs = new ArrayList<>();
            for (Node output : model.graph().outputs()) {
                outputs.add(results.get(output.name()).castTo(DataType.FLOAT).dup('c'));
            }
            return new TestVector(inputs, outputs);
        }
    }

    /**
     * For a random item: normal numbers, and numbers of rows for what a table is read by. Where that gives something that is no
     * number, as masks of attention do unless they are 0 or 1, ones take the place of the normal numbers.
     *
     * @throws IllegalArgumentException if that is no better
     */
    public static TestVector random(Model model, Seed seed) {
        TestVector usual = of(model, items(model, seed, false));
        if (usual.isFinite()) {
            return usual;
        }
        TestVector ones = of(model, items(model, seed, true));
        if (!ones.isFinite()) {
            throw new IllegalArgumentException("the outputs of " + model.name()
                    + " for random numbers and for ones are not finite; give an item to test it by");
        }
        return ones;
    }

    private static List<INDArray> items(Model model, Seed seed, boolean ones) {
        Map<String, Integer> rows = rows(model.graph());
        List<INDArray> inputs = new ArrayList<>();
        for (Node input : model.graph().inputs()) {
            RandomGenerator random = seed.split(input.name()).generator();
            Integer most = rows.get(input.name());
            float[] numbers = new float[Math.toIntExact(single(input.shape()).size())];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = most != null ? random.nextInt(most) : ones ? 1 : (float) random.nextGaussian();
            }
            inputs.add(
                    Nd4j.createFromArray(numbers).reshape(single(input.shape()).toArray()));
        }
        return inputs;
    }

    private boolean isFinite() {
        return outputs.stream()
                .allMatch(output -> Double.isFinite(output.sumNumber().doubleValue()));
    }

    private static Shape single(Shape shape) {
        return shape.isBatched() ? shape.withBatch(1) : shape;
    }

    /** The inputs that hold numbers of rows, with how many rows there are. */
    private static Map<String, Integer> rows(Graph graph) {
        Map<String, Integer> rows = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Gather gather) {
                int count = graph.node(node.inputs().get(0)).shape().dim(gather.perItem() ? 1 : 0);
                follow(graph, node.inputs().get(1), count, rows);
            }
        }
        return rows;
    }

    /** Back through operators that leave the numbers as they are. */
    private static void follow(Graph graph, String name, int count, Map<String, Integer> rows) {
        Node node = graph.node(name);
        Op op = node.op();
        if (op instanceof Input) {
            rows.merge(name, count, Math::min);
        } else if (op instanceof Reshape
                || op instanceof Flatten
                || op instanceof Transpose
                || op instanceof Slice
                || op instanceof Expand
                || op instanceof Concat) {
            node.inputs().forEach(input -> follow(graph, input, count, rows));
        }
    }
}
