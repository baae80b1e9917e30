package dev.espalier.model.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.op.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs models of one block in double precision, to compare them with their definitions. */
final class Blocks {

    private Blocks() {}

    /** Computes what comes of one sequence [length][features], place by place. */
    interface Definition {
        void compute(double[][] item, double[][] output);
    }

    /** The model with positive numbers around one half for all parameters, so that none of them is zero or one. */
    static Model spread(Model model) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        model.graph().parameters().forEach(node -> arrays.put(node.name(), draw(node.shape(), node.name())));
        return model.with(new Parameters(arrays), Step.of("spread"));
    }

    private static INDArray draw(Shape shape, String name) {
        var random = new Seed(11).split(name).generator();
        float[] numbers = new float[(int) shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextDouble();
        }
        return Nd4j.createFromArray(numbers).reshape('c', shape.toArray());
    }

    /** The model's output for an input, both in double precision. */
    static INDArray run(Model model, INDArray input) {
        Map<String, INDArray> feeds = new HashMap<>();
        model.parameters().arrays().forEach((name, array) -> feeds.put(name, array.castTo(DataType.DOUBLE)));
        feeds.put(model.input().name(), input);
        return new ReferenceExecutor(model.graph())
                .run(feeds)
                .get(model.output().name());
    }

    /** Two items for a model, around zero. */
    static INDArray items(Model model) {
        Shape two = Shape.of(model.input().shape().dims().stream()
                .mapToInt(dim -> dim == Shape.BATCH ? 2 : dim)
                .toArray());
        return draw(two, "items").castTo(DataType.DOUBLE).muli(3).subi(1.5);
    }

    /** Fails unless the model computes what is defined, for each of two sequences. */
    static void expect(Model model, Definition definition) {
        INDArray items = items(model);
        INDArray found = run(model, items);
        for (int n = 0; n < 2; n++) {
            double[][] output = new double[(int) found.size(1)][(int) found.size(2)];
            definition.compute(items.slice(n).toDoubleMatrix(), output);
            for (int t = 0; t < output.length; t++) {
                for (int i = 0; i < output[t].length; i++) {
                    assertThat(found.getDouble(n, t, i))
                            .as("item %d, place %d, feature %d", n, t, i)
                            .isCloseTo(output[t][i], within(1e-10));
                }
            }
        }
    }
}
