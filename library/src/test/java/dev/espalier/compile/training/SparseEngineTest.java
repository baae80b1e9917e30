package dev.espalier.compile.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.engine.Executor;
import dev.espalier.engine.Gradients;
import dev.espalier.engine.TrainingForm;
import dev.espalier.engine.fast.FastExecutor;
import dev.espalier.model.Encoding;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Node;
import dev.espalier.model.Numbers;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.prune.PatternLibrary;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.solve.Gradual;
import dev.espalier.solve.Recovered;
import dev.espalier.solve.Recovery;
import dev.espalier.train.Engine;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Code that leaves out masked weights, judged by the plain operations of the reference. */
class SparseEngineTest {

    private static final String WEIGHT = "second.weight";

    /** A network whose second convolution can be sparse: neither its images nor its result are the network's. */
    private static Model network(int in, int out, int height, int width, Conv2d conv) {
        ModelBuilder net = new ModelBuilder("judged");
        Value x = net.relu(
                net.batchNorm("bn1", net.conv("first", net.input(2, height, width), Conv2d.square(in, 3, 1, 1))));
        x = net.relu(net.batchNorm("bn2", net.conv("second", x, conv)));
        return net.build(net.linear("fc", net.globalAveragePool(x), 5), new Seed(1));
    }

    /** The loss of the network, with the gradients of all its parameters. */
    private static Gradients gradients(Model model) {
        TrainingForm form = TrainingForm.of(model.graph());
        Graph.Builder graph = new Graph.Builder();
        form.graph().nodes().forEach(node -> graph.add(node.name(), node.op(), node.inputs()));
        graph.add("labels", new Input(Shape.batchOf()));
        graph.add("loss", new CrossEntropy(0), List.of(model.output().name(), "labels"));
        List<String> trained = model.graph().parameters().stream()
                .map(Node::name)
                .filter(name -> !name.contains("running"))
                .toList();
        return Gradients.of(graph.build("loss"), "loss", trained);
    }

    private static Map<String, INDArray> feeds(Model model, int batch) {
        RandomGenerator random = new Seed(2).generator();
        Map<String, INDArray> feeds = new HashMap<>(model.parameters().arrays());
        Shape images = model.input().shape().withBatch(batch);
        float[] pixels = new float[(int) images.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        float[] labels = new float[batch];
        for (int i = 0; i < batch; i++) {
            labels[i] = random.nextInt(5);
        }
        feeds.put(model.input().name(), Nd4j.createFromArray(pixels).reshape('c', images.toArray()));
        feeds.put("labels", Nd4j.createFromArray(labels));
        return feeds;
    }

    private static Model masked(Model model, INDArray mask) {
        Map<String, Encoding.Masked> masks = Map.of(WEIGHT, new Encoding.Masked(mask, new Structure.Unstructured()));
        return model.masked(masks, Step.of("test"));
    }

    /** Kernels of some shapes, some gone. */
    private static INDArray mask(int out, int in, int height, int width, int[] bits) {
        RandomGenerator random = new Seed(3).generator();
        float[] mask = new float[out * in * height * width];
        for (int kernel = 0; kernel < out * in; kernel++) {
            int shape = random.nextInt(3) == 0 ? 0 : bits[random.nextInt(bits.length)];
            for (int i = 0; i < height * width; i++) {
                mask[kernel * height * width + i] = shape >>> i & 1;
            }
        }
        return Nd4j.createFromArray(mask).reshape('c', out, in, height, width);
    }

    private static Map<String, INDArray> run(Executor executor, Gradients gradients, Map<String, INDArray> feeds) {
        Map<String, INDArray> results = new LinkedHashMap<>();
        Map<String, INDArray> all = executor.run(feeds);
        results.put("loss", all.get("loss").dup());
        gradients
                .gradientOf()
                .forEach((parameter, gradient) ->
                        results.put(parameter, all.get(gradient).dup()));
        return results;
    }

    private static boolean leavesOut(Model model, int batch) {
        Gradients gradients = gradients(model);
        SparseEngine engine = new SparseEngine();
        Map<String, INDArray> masks = new HashMap<>();
        model.masks().forEach((name, mask) -> masks.put(name, mask.mask()));
        try (FastExecutor executor = (FastExecutor) engine.executor(gradients.graph(), masks)) {
            return executor.profile(feeds(model, batch)).keySet().stream().anyMatch(call -> call.endsWith("sparse"));
        }
    }

    /**
     * Odd extents, batches that fill no block, images of one row and wider than a tile, kernels of 1x1 and of 5x5, which reach
     * over tiles of one row.
     */
    @ParameterizedTest(name = "{0} to {1} channels of {2}x{3}, kernels of {4}, batch of {5}")
    @CsvSource({
        "16, 16, 14, 14, 3, 20",
        "3, 5, 7, 9, 3, 17",
        "17, 9, 1, 1, 3, 3",
        "4, 6, 3, 35, 3, 4",
        "5, 3, 6, 6, 5, 2",
        "3, 4, 5, 11, 5, 3",
        "7, 8, 5, 4, 1, 9"
    })
    void agreesWithTheReference(int in, int out, int height, int width, int kernel, int batch) {
        Model plain = network(in, out, height, width, Conv2d.square(out, kernel, 1, kernel / 2));
        int[] bits = kernel == 3 ? new int[] {0b110110, 0b100010, 0b1000000} : new int[] {1};
        INDArray mask = mask(out, in, kernel, kernel, kernel == 5 ? new int[] {0b110000011, 1 << 24 | 1 << 10} : bits);
        Model model = kernel == 1 ? masked(plain, half(mask)) : masked(plain, mask);
        INDArray used = model.masks().get(WEIGHT).mask();
        Gradients gradients = gradients(model);
        Map<String, INDArray> feeds = feeds(model, batch);
        assertThat(leavesOut(model, batch)).isTrue();
        try (Executor reference = Engine.REFERENCE.executor(gradients.graph());
                Executor sparse = new SparseEngine().executor(gradients.graph(), Map.of(WEIGHT, used))) {
            Map<String, INDArray> expected = run(reference, gradients, feeds);
            expected.get(WEIGHT).muli(used);
            // Twice, since memory is used again.
            run(sparse, gradients, feeds);
            Map<String, INDArray> found = run(sparse, gradients, feeds);
            expected.forEach((name, array) -> {
                double largest = Math.max(1e-3, array.amaxNumber().doubleValue());
                assertThat(array.sub(found.get(name)).amaxNumber().doubleValue() / largest)
                        .as("difference in '%s', part of the largest number", name)
                        .isLessThan(1e-4);
            });
        }
    }

    /** At most half of a layer may stay. */
    private static INDArray half(INDArray mask) {
        float[] numbers = Numbers.of(mask);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i % 3 == 0 ? numbers[i] : 0;
        }
        return Nd4j.createFromArray(numbers).reshape('c', mask.shape());
    }

    /** What is not a sparse convolution rounds in another way on another number of threads. */
    @Test
    void threadsComputeTheSame() {
        Model model = masked(network(8, 6, 5, 5, Conv2d.square(6, 3, 1, 1)), mask(6, 8, 3, 3, new int[] {0b11011}));
        Gradients gradients = gradients(model);
        Map<String, INDArray> masks = Map.of(WEIGHT, model.masks().get(WEIGHT).mask());
        List<float[]> found = new ArrayList<>();
        for (int threads : new int[] {1, 2, 2, 3}) {
            try (Executor executor = new SparseEngine().threads(threads).executor(gradients.graph(), masks)) {
                found.add(Numbers.of(run(executor, gradients, feeds(model, 40)).get(WEIGHT)));
            }
        }
        assertThat(found.get(2)).as("the same bits on two threads").isEqualTo(found.get(1));
        for (float[] other : found) {
            assertThat(other).containsExactly(found.get(0), within(1e-5f));
        }
    }

    @Test
    void whatIsNoneOfItsBusinessStaysDense() {
        Conv2d usual = Conv2d.square(8, 3, 1, 1);
        INDArray corner = mask(8, 8, 3, 3, new int[] {0b11011});
        assertThat(leavesOut(masked(network(8, 8, 6, 6, usual), corner), 4)).isTrue();
        assertThat(leavesOut(masked(network(8, 8, 6, 6, Conv2d.square(8, 3, 2, 1)), corner), 4))
                .as("a stride of 2")
                .isFalse();
        assertThat(leavesOut(masked(network(8, 8, 6, 6, usual), mask(8, 8, 3, 3, new int[] {0b111111111})), 4))
                .as("most weights stay")
                .isFalse();
        int[] many = new int[40];
        for (int i = 0; i < many.length; i++) {
            many[i] = i + 1;
        }
        assertThat(leavesOut(masked(network(8, 8, 6, 6, usual), mask(8, 8, 3, 3, many)), 4))
                .as("too many distinct kernels")
                .isFalse();
    }

    /** Masks come into force, and become tighter, within a run. */
    @Test
    void aRunGoesOnWhenItsMasksChange() {
        Split data = new Split(
                FashionMnist.excerpt().train().take(160).pooled(4),
                FashionMnist.excerpt().test().take(60).pooled(4));
        ModelBuilder net = new ModelBuilder("little");
        Value x = net.relu(net.batchNorm("bn1", net.conv("first", net.input(1, 7, 7), Conv2d.square(8, 3, 1, 1))));
        x = net.relu(net.batchNorm("bn2", net.conv("second", x, Conv2d.square(8, 3, 1, 1))));
        Model start = net.build(net.linear("fc", net.globalAveragePool(x), 10), new Seed(1));
        Prune prune = Prune.of(new Scheme.PatternsOf(PatternLibrary.CLICKTRAIN4, 1), Rate.times(6));
        Trainer trainer = Trainer.of(TrainingPlan.of(4, new Seed(1)).withBatchSize(16));
        Gradual gradual = new Gradual(3, 0.6);
        Recovered dense = new Recovery(prune, gradual, trainer).run(start, data);
        Recovered sparse = new Recovery(prune, gradual, trainer.on(new SparseEngine())).run(start, data);
        assertThat(sparse.model().masks().get(WEIGHT).mask())
                .isEqualTo(dense.model().masks().get(WEIGHT).mask());
        float[] expected = Numbers.of(dense.model().parameters().get(WEIGHT));
        float[] found = Numbers.of(sparse.model().parameters().get(WEIGHT));
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(2e-3f));
        }
    }
}
