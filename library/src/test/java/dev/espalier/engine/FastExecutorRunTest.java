package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.espalier.engine.fast.FastExecutor;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Cancellation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the fast executor promises about runs, whatever it computes. */
class FastExecutorRunTest {

    /** sum = a + b, product = a b, positive = max(sum, 0). */
    private static Graph arithmetic() {
        Graph.Builder builder = new Graph.Builder();
        Value a = builder.add("a", new Input(Shape.of(2, 3)));
        Value b = builder.add("b", new Input(Shape.of(2, 3)));
        Value sum = builder.add("sum", new Add(), a, b);
        builder.add("product", new Multiply(), a, b);
        builder.add("positive", new Relu(), sum);
        return builder.build("sum", "product", "positive");
    }

    private static INDArray array(float... values) {
        return Nd4j.createFromArray(values).reshape(2, values.length / 2);
    }

    private static INDArray random(Seed seed, int... dims) {
        RandomGenerator generator = seed.generator();
        float[] values = new float[(int) Shape.of(dims).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) generator.nextGaussian();
        }
        return Nd4j.createFromArray(values).reshape('c', Shape.of(dims).toArray());
    }

    private record Classifier(Graph graph, Map<String, INDArray> parameters) {

        static Classifier of(String net) {
            Model model = Zoo.create(net, Shape.of(1, 28, 28), 10, new Seed(3));
            Graph.Builder extended = model.graph().extend();
            Value labels = extended.add("labels", new Input(Shape.batchOf()));
            extended.add("loss", new CrossEntropy(0), model.output().value(), labels);
            TrainingForm form = TrainingForm.of(extended.build("loss"));
            List<String> trained = new ArrayList<>();
            model.graph().parameters().stream()
                    .map(node -> node.name())
                    .filter(name -> !form.updates().containsKey(name))
                    .forEach(trained::add);
            Gradients gradients = Gradients.of(form.graph(), "loss", trained);
            return new Classifier(gradients.graph(), model.parameters().arrays());
        }

        Map<String, INDArray> feeds(int batch) {
            Map<String, INDArray> feeds = new HashMap<>(parameters);
            feeds.put("input", random(new Seed(batch), batch, 1, 28, 28));
            float[] labels = new float[batch];
            for (int i = 0; i < batch; i++) {
                labels[i] = i % 10;
            }
            feeds.put("labels", Nd4j.createFromArray(labels));
            return feeds;
        }
    }

    private static Map<String, float[]> copies(Map<String, INDArray> results) {
        Map<String, float[]> copies = new HashMap<>();
        results.forEach((name, array) -> copies.put(name, array.ravel().toFloatVector()));
        return copies;
    }

    /**
     * Rounding moves numbers across the kinks of rectifiers here and there, so that gradients of deep networks agree as a
     * whole and not number by number. All of them together must be about as near to double precision as the reference is.
     */
    @ParameterizedTest
    @ValueSource(strings = {"lenet5", "resnet8", "mobilenetv2-0.5"})
    void wholeNetworksAgreeWithTheReference(String name) {
        Classifier net = Classifier.of(name);
        Map<String, INDArray> feeds = net.feeds(6);
        Map<String, INDArray> exactly = new HashMap<>();
        feeds.forEach((input, array) -> exactly.put(input, array.castTo(DataType.DOUBLE)));
        Map<String, INDArray> exact = new ReferenceExecutor(net.graph()).run(exactly);
        double reference = distance(new ReferenceExecutor(net.graph()).run(feeds), exact);
        try (FastExecutor executor = new FastExecutor(net.graph())) {
            Map<String, INDArray> found = executor.run(feeds);
            assertThat(found.get("loss").getDouble(0))
                    .isCloseTo(exact.get("loss").getDouble(0), withinPercentage(1e-3));
            double fast = distance(found, exact);
            System.out.printf("%s: fast %.1e and reference %.1e from double precision%n", name, fast, reference);
            assertThat(fast).isLessThan(5 * reference + 1e-6);
        }
    }

    /** Of all outputs taken together, relative to their length. */
    private static double distance(Map<String, INDArray> found, Map<String, INDArray> exact) {
        double difference = 0;
        double length = 0;
        for (Map.Entry<String, INDArray> output : exact.entrySet()) {
            INDArray right = output.getValue();
            INDArray array = found.get(output.getKey()).castTo(right.dataType());
            difference += Math.pow(array.sub(right).norm2Number().doubleValue(), 2);
            length += Math.pow(right.norm2Number().doubleValue(), 2);
        }
        return Math.sqrt(difference / length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lenet5", "resnet8", "mobilenetv2-0.5"})
    void inferenceAgreesWithTheReference(String name) {
        Model model = Zoo.create(name, Shape.of(1, 28, 28), 10, new Seed(3));
        Map<String, INDArray> feeds = new HashMap<>(model.parameters().arrays());
        feeds.put("input", random(new Seed(1), 6, 1, 28, 28));
        String logits = model.output().name();
        INDArray expected = new ReferenceExecutor(model.graph()).run(feeds).get(logits);
        try (FastExecutor executor = new FastExecutor(model.graph())) {
            INDArray found = executor.run(feeds).get(logits);
            assertThat(found.sub(expected).amaxNumber().doubleValue())
                    .isLessThan(1e-5 * Math.max(1, expected.amaxNumber().doubleValue()));
        }
    }

    @Test
    void theSameFeedsGiveTheSameBits() {
        Classifier net = Classifier.of("resnet8");
        Map<String, INDArray> feeds = net.feeds(10);
        Map<String, float[]> first;
        try (FastExecutor executor = new FastExecutor(net.graph())) {
            first = copies(executor.run(feeds));
            executor.run(net.feeds(4));
            assertThat(copies(executor.run(feeds))).usingRecursiveComparison().isEqualTo(first);
        }
        try (FastExecutor executor = new FastExecutor(net.graph())) {
            assertThat(copies(executor.run(feeds))).usingRecursiveComparison().isEqualTo(first);
        }
    }

    @Test
    void manyBatchSizesTakeTheMemoryOfFew() {
        Classifier net = Classifier.of("lenet5");
        try (FastExecutor executor = new FastExecutor(net.graph())) {
            long largest = 0;
            for (int batch = 1; batch <= 8; batch++) {
                double loss = executor.run(net.feeds(batch)).get("loss").getDouble(0);
                double expected = new ReferenceExecutor(net.graph())
                        .run(net.feeds(batch))
                        .get("loss")
                        .getDouble(0);
                assertThat(loss).isCloseTo(expected, within(1e-5));
                largest = Math.max(largest, executor.bytes());
            }
            executor.run(net.feeds(8));
            assertThat(executor.bytes()).isLessThanOrEqualTo(largest);
        }
    }

    @Test
    void tensorsThatNeverMeetShareMemory() {
        Classifier net = Classifier.of("resnet20");
        long all = net.graph().layers().stream()
                .mapToLong(node -> node.shape().withBatch(4).size() * Float.BYTES)
                .sum();
        try (FastExecutor executor = new FastExecutor(net.graph())) {
            executor.run(net.feeds(4));
            assertThat(executor.bytes()).isPositive().isLessThan(all / 2);
        }
    }

    @Test
    void outputsAreWrittenOverWhatWasFed() {
        INDArray a = array(1, 2, 3, 4, 5, 6);
        INDArray b = array(-1, -3, 0, 1, -9, 2);
        try (FastExecutor executor = new FastExecutor(arithmetic())) {
            Map<String, INDArray> results =
                    executor.run(Map.of("a", a, "b", b), Map.of("sum", a, "product", b), Cancellation.NEVER);
            assertThat(results.get("sum")).isSameAs(a);
            assertThat(a.ravel().toFloatVector()).containsExactly(0, -1, 3, 5, -4, 8);
            assertThat(b.ravel().toFloatVector()).containsExactly(-1, -6, 0, 4, -45, 12);
            assertThat(results.get("positive").ravel().toFloatVector()).containsExactly(0, 0, 3, 5, 0, 8);
        }
    }

    @Test
    void aStoppedRunWritesNothing() {
        INDArray a = array(1, 2, 3, 4, 5, 6);
        AtomicInteger asked = new AtomicInteger();
        try (FastExecutor executor = new FastExecutor(arithmetic())) {
            assertThatThrownBy(() -> executor.run(
                            Map.of("a", a, "b", a.dup()), Map.of("sum", a), () -> asked.incrementAndGet() > 1))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageStartingWith("stopped before ");
            assertThat(a.ravel().toFloatVector()).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void resultsOfOneRunCanBeFedToTheNext() {
        try (FastExecutor executor = new FastExecutor(arithmetic())) {
            INDArray b = array(1, 1, 1, 1, 1, 1);
            INDArray sum = b.dup();
            for (int i = 0; i < 4; i++) {
                sum = executor.run(Map.of("a", sum, "b", b)).get("sum");
            }
            assertThat(sum.ravel().toFloatVector()).containsOnly(5);
        }
    }

    @Test
    void aViewOfWhatWasFedIsACopy() {
        Graph.Builder builder = new Graph.Builder();
        Value a = builder.add("a", new Input(Shape.of(2, 3)));
        builder.add("row", new Reshape(Shape.of(1, 6)), a);
        INDArray fed = array(1, 2, 3, 4, 5, 6);
        try (FastExecutor executor = new FastExecutor(builder.build("row"))) {
            INDArray row = executor.run(Map.of("a", fed)).get("row");
            fed.assign(0);
            assertThat(row.toFloatMatrix()).isDeepEqualTo(new float[][] {{1, 2, 3, 4, 5, 6}});
        }
    }

    @Test
    void refusesWhatItCannotTake() {
        try (FastExecutor executor = new FastExecutor(arithmetic())) {
            INDArray a = array(1, 2, 3, 4, 5, 6);
            assertThatThrownBy(
                            () -> executor.run(Map.of("a", a.castTo(DataType.DOUBLE), "b", a.castTo(DataType.DOUBLE))))
                    .hasMessage("fed DOUBLE; this executor computes FLOAT, the reference executor DOUBLE too");
            assertThatThrownBy(() -> executor.run(Map.of("a", a))).hasMessage("input 'b' of shape [2, 3] is not fed");
            assertThatThrownBy(() -> executor.run(Map.of("a", a, "b", a), Map.of("summ", a), Cancellation.NEVER))
                    .hasMessage("there is no output 'summ' to write to an array; did you mean 'sum'?");
        }
    }
}
