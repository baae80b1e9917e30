package dev.espalier.tfjs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What TensorFlow.js computes, as {@code make-references.mjs} wrote it, beside what a model read here does. */
final class References {

    static final ObjectMapper JSON = new ObjectMapper();

    private References() {}

    static JsonNode json(String resource) throws IOException {
        try (InputStream in = References.class.getResourceAsStream(resource)) {
            return JSON.readTree(in);
        }
    }

    /** A resource as a file, which is what models are read from. */
    static Path copy(String resource, Path folder) throws IOException {
        Path file = folder.resolve(resource);
        try (InputStream in = References.class.getResourceAsStream(resource)) {
            Files.copy(in, file);
        }
        return file;
    }

    static long[] shape(JsonNode dims) {
        return StreamSupport.stream(dims.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    /** The input the script makes: the same numbers in TensorFlow's order of axes, then in ours. */
    static INDArray input(long... shape) {
        float[] numbers = new float[Math.toIntExact(count(shape))];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) ((i * 7919L % 1009) / 504.5 - 1);
        }
        INDArray x = Nd4j.createFromArray(numbers).reshape('c', shape);
        return shape.length == 4 ? x.permute(0, 3, 1, 2).dup('c') : x;
    }

    private static long count(long... shape) {
        long count = 1;
        for (long dim : shape) {
            count *= dim;
        }
        return count;
    }

    /** Every output, in TensorFlow's order of axes. */
    static List<INDArray> outputs(Model model, INDArray input) {
        Map<String, INDArray> feeds = new HashMap<>(model.parameters().arrays());
        feeds.put(model.input().name(), input);
        Map<String, INDArray> results = new ReferenceExecutor(model.graph()).run(feeds);
        return model.graph().outputs().stream()
                .map(Node::name)
                .map(results::get)
                .map(result -> result.rank() == 4 ? result.permute(0, 2, 3, 1).dup('c') : result.dup('c'))
                .toList();
    }

    /**
     * Compares every n-th number.
     *
     * @return the largest difference
     */
    static double compare(INDArray found, JsonNode expected, int step, double tolerance) {
        assertThat(found.shape()).isEqualTo(shape(expected.path("shape")));
        float[] numbers = found.data().asFloat();
        double largest = 0;
        for (int i = 0; i * step < numbers.length; i++) {
            largest = Math.max(
                    largest,
                    Math.abs(numbers[i * step] - expected.path("numbers").get(i).asDouble()));
        }
        assertThat(expected.path("numbers").size()).isEqualTo((numbers.length + step - 1) / step);
        assertThat(largest).isLessThanOrEqualTo(tolerance);
        return largest;
    }
}
