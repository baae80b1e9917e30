package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Graph;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class ReferenceExecutorTest {

    private static Graph classifier(String... outputs) {
        Graph.Builder builder = new Graph.Builder();
        Value images = builder.add("images", new Input(Shape.batchOf(1, 2, 2)));
        Value labels = builder.add("labels", new Input(Shape.batchOf()));
        Value weight = builder.add("weight", new Parameter(Shape.of(3, 4), Role.WEIGHT));
        Value flat = builder.add("flat", new Flatten(), images);
        Value logits = builder.add("logits", new Linear(3), flat, weight);
        builder.add("rectified", new Relu(), logits);
        builder.add("loss", new CrossEntropy(0), logits, labels);
        return builder.build(outputs);
    }

    private static Map<String, INDArray> feeds(int batch) {
        Map<String, INDArray> feeds = new HashMap<>();
        feeds.put("images", Nd4j.arange(batch * 4).castTo(DataType.FLOAT).reshape(batch, 1, 2, 2));
        feeds.put("labels", Nd4j.zeros(DataType.FLOAT, batch));
        feeds.put("weight", Nd4j.arange(12).castTo(DataType.FLOAT).subi(6).reshape(3, 4));
        return feeds;
    }

    private static void assertRefused(Map<String, INDArray> feeds, String message) {
        ReferenceExecutor executor = new ReferenceExecutor(classifier("loss"));
        assertThatThrownBy(() -> executor.run(feeds))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void outputsAreReturnedByNameInOrder() {
        Map<String, INDArray> results =
                new ReferenceExecutor(classifier("rectified", "logits", "images")).run(feeds(2));
        assertThat(results.keySet()).containsExactly("rectified", "logits", "images");
        // Rows of the weight are -6..-3, -2..1, 2..5; images 0..3 and 4..7.
        assertThat(results.get("logits").toFloatMatrix()).isDeepEqualTo(new float[][] {{-22, 2, 26}, {-94, -6, 82}});
        assertThat(results.get("rectified").toFloatMatrix()).isDeepEqualTo(new float[][] {{0, 2, 26}, {0, 0, 82}});
    }

    @Test
    void whatTheOutputsDoNotDependOnNeedNotBeFed() {
        Map<String, INDArray> feeds = feeds(2);
        feeds.remove("labels");
        assertThat(new ReferenceExecutor(classifier("logits")).run(feeds)).containsOnlyKeys("logits");
    }

    @Test
    void memoryIsReusedFromRunToRunWhateverTheBatch() {
        ReferenceExecutor executor = new ReferenceExecutor(classifier("loss"));
        double large = executor.run(feeds(64)).get("loss").getDouble();
        double small = executor.run(feeds(5)).get("loss").getDouble();
        long taken = executor.scratchBytes();
        for (int i = 0; i < 3; i++) {
            assertThat(executor.run(feeds(64)).get("loss").getDouble()).isEqualTo(large);
            assertThat(executor.run(feeds(5)).get("loss").getDouble()).isEqualTo(small);
        }
        assertThat(executor.scratchBytes()).isEqualTo(taken);
    }

    @Test
    void resultsCanBeFedBack() {
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.of(1, 2)));
        Value weight = builder.add("weight", new Parameter(Shape.of(2, 2), Role.WEIGHT));
        Value first = builder.add("first", new Linear(2), x, weight);
        builder.add("second", new Linear(2), first, weight);
        ReferenceExecutor executor = new ReferenceExecutor(builder.build("second"));
        INDArray swap = Nd4j.createFromArray(0f, 2f, 1f, 0f).reshape(2, 2);
        INDArray value = Nd4j.createFromArray(3f, 5f).reshape(1, 2);
        for (int i = 0; i < 3; i++) {
            value = executor.run(Map.of("x", value, "weight", swap)).get("second");
        }
        assertThat(value.toFloatVector()).containsExactly(8 * 3, 8 * 5);
    }

    @Test
    void aRunThatFailedLeavesNothingBehind() {
        ReferenceExecutor executor = new ReferenceExecutor(classifier("loss"));
        double loss = executor.run(feeds(4)).get("loss").getDouble();
        Map<String, INDArray> bad = feeds(4);
        bad.put("labels", Nd4j.createFromArray(0f, 1f, 7f, 0f));
        assertThatThrownBy(() -> executor.run(bad))
                .hasMessage("node 'loss' (CrossEntropy): the label of item 2 is 7.0; with 3 classes it must be a whole"
                        + " number from 0 to 2");
        assertThat(executor.run(feeds(4)).get("loss").getDouble()).isEqualTo(loss);
    }

    @Test
    void viewsAndColumnOrderAreTakenAsTheyAre() {
        INDArray expected =
                new ReferenceExecutor(classifier("logits")).run(feeds(3)).get("logits");
        Map<String, INDArray> feeds = feeds(3);
        feeds.put("weight", feeds.get("weight").dup('f'));
        INDArray more = Nd4j.concat(0, Nd4j.ones(DataType.FLOAT, 2, 1, 2, 2), feeds.get("images"));
        feeds.put("images", more.get(NDArrayIndex.interval(2, 5)));
        assertThat(new ReferenceExecutor(classifier("logits")).run(feeds).get("logits"))
                .isEqualTo(expected);
    }

    @Test
    void aMissingFeedIsNamed() {
        Map<String, INDArray> feeds = feeds(2);
        feeds.remove("weight");
        assertRefused(feeds, "parameter 'weight' of shape [3, 4] is not fed");
    }

    @Test
    void anUnknownFeedIsAnsweredWithTheNearest() {
        Map<String, INDArray> feeds = feeds(2);
        feeds.put("wight", feeds.get("weight"));
        assertRefused(
                feeds, "'wight' is fed, but the graph has no input or parameter of this name; did you mean 'weight'?");
    }

    @Test
    void aMisfitShowsBothShapes() {
        Map<String, INDArray> feeds = feeds(2);
        feeds.put("images", Nd4j.zeros(DataType.FLOAT, 2, 4));
        assertRefused(feeds, "input 'images' is fed an array of shape [2, 4]; the graph expects [N, 1, 2, 2]");
        feeds = feeds(2);
        feeds.put("weight", Nd4j.zeros(DataType.FLOAT, 4, 3));
        assertRefused(feeds, "parameter 'weight' is fed an array of shape [4, 3]; the graph expects [3, 4]");
    }

    @Test
    void batchesMustAgree() {
        Map<String, INDArray> feeds = feeds(2);
        feeds.put("labels", Nd4j.zeros(DataType.FLOAT, 3));
        assertRefused(
                feeds,
                "input 'labels' is fed a batch of 3, but input 'images' is fed a batch of 2; they must be the same");
    }

    @Test
    void typesMustAgree() {
        Map<String, INDArray> feeds = feeds(2);
        feeds.put("weight", feeds.get("weight").castTo(DataType.DOUBLE));
        assertRefused(
                feeds, "parameter 'weight' is fed DOUBLE, but input 'images' is fed FLOAT; they must be the same");
        feeds.put("images", feeds.get("images").castTo(DataType.INT));
        assertRefused(feeds, "input 'images' is fed INT; expected FLOAT, or DOUBLE for checks");
    }
}
