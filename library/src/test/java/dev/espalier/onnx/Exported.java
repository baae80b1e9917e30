package dev.espalier.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Numbers;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model that was written, and what became of it elsewhere.
 *
 * @param export what was written
 * @param again what was read
 * @param elsewhere largest difference of what ONNX Runtime computes, relative to the largest number if that is above 1
 * @param back the same of what was read
 */
public record Exported(OnnxExport export, Model again, double elsewhere, double back) {

    public static Exported of(Model model, Map<String, INDArray> feeds, Path file) throws IOException {
        OnnxExport export = Onnx.write(model, file);
        Map<String, INDArray> expected = run(model, feeds);
        boolean open =
                model.graph().inputs().stream().anyMatch(input -> input.shape().isBatched());
        OnnxFile read = Onnx.read(file);
        Model again = (open ? read.withOpenBatch() : read).model();
        assertThat(again.graph().inputs().stream().map(Node::value))
                .containsExactlyElementsOf(
                        model.graph().inputs().stream().map(Node::value).toList());
        assertThat(again.graph().outputs().stream().map(Node::value))
                .containsExactlyElementsOf(
                        model.graph().outputs().stream().map(Node::value).toList());
        double elsewhere = difference(expected, Ort.run(file, feeds));
        return new Exported(export, again, elsewhere, difference(expected, run(again, feeds)));
    }

    public static Map<String, INDArray> run(Model model, Map<String, INDArray> feeds) {
        Map<String, INDArray> all = new LinkedHashMap<>(model.parameters().arrays());
        all.putAll(feeds);
        try (ReferenceExecutor executor = new ReferenceExecutor(model.graph())) {
            return executor.run(all);
        }
    }

    public static double difference(Map<String, INDArray> expected, Map<String, INDArray> found) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        double worst = 0;
        for (Map.Entry<String, INDArray> output : expected.entrySet()) {
            INDArray numbers = output.getValue();
            INDArray others = found.get(output.getKey());
            assertThat(others.shape()).as(output.getKey()).isEqualTo(numbers.shape());
            worst = Math.max(worst, difference(Numbers.of(numbers), Numbers.of(others)));
        }
        return worst;
    }

    /** What is not a number must be none on both sides. */
    private static double difference(float[] expected, float[] found) {
        double worst = 0;
        double size = 1;
        for (int i = 0; i < expected.length; i++) {
            boolean none = Float.isNaN(expected[i]);
            assertThat(Float.isNaN(found[i])).as("number %d", i).isEqualTo(none);
            if (!none && expected[i] != found[i]) {
                worst = Math.max(worst, Math.abs(expected[i] - found[i]));
            }
            size = none ? size : Math.max(size, Math.abs(expected[i]));
        }
        return worst / size;
    }

    /** Numbers for every input, of which an open batch has so many items. */
    public static Map<String, INDArray> drawn(Model model, int batch, Seed seed) {
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        for (Node input : model.graph().inputs()) {
            feeds.put(input.name(), normal(input.shape().withBatch(batch), seed.split(input.name())));
        }
        return feeds;
    }

    static INDArray normal(Shape shape, Seed seed) {
        RandomGenerator random = seed.generator();
        float[] numbers = new float[(int) shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return Nd4j.createFromArray(numbers).reshape('c', shape.toArray());
    }
}
