package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.engine.fast.FastExecutor;
import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.*;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Operators on images between convolutions, where the fast executor has channels in blocks, and blocks that are not full.
 */
class FastLayoutsTest {

    private static final int BATCH = 2;
    private static final int SIDE = 6;

    /** What stands between the convolutions; may add inputs of its own. */
    @FunctionalInterface
    interface Middle {
        Value build(Graph.Builder graph, Value images, int channels);
    }

    record Case(String name, int channels, Middle middle) {

        Graph graph() {
            Graph.Builder graph = new Graph.Builder();
            Value input = graph.add("input", new Input(Shape.of(BATCH, 3, SIDE, SIDE)));
            Value before = convolution(graph, "before", input, channels);
            Value made = middle.build(graph, before, channels);
            Value last = made.shape().rank() == 4 ? convolution(graph, "after", made, 5) : made;
            Value direction = graph.add("direction", new Input(last.shape()));
            Value product = graph.add("product", new Multiply(), last, direction);
            graph.add("loss", Reduce.all(Reduce.Reducer.SUM, last.shape().rank()), product);
            return graph.build("loss", made.name());
        }

        private static Value convolution(Graph.Builder graph, String name, Value x, int channels) {
            Value weight = input(graph, name + ".weight", channels, x.shape().dim(1), 3, 3);
            return graph.add(name, Conv2d.square(channels, 3, 1, 1), x, weight);
        }

        Map<String, INDArray> feeds(Graph graph) {
            Map<String, INDArray> feeds = new HashMap<>();
            for (Node node : graph.inputs()) {
                OperatorCase.Numbers numbers = node.name().startsWith("positive")
                        ? OperatorCase.Numbers.POSITIVE
                        : OperatorCase.Numbers.NORMAL;
                INDArray array = new OperatorCase.Operand(node.shape(), numbers)
                        .draw(new Seed(11).split(name).split(node.name()));
                double scale = node.name().endsWith(".weight") ? 0.1 : 1;
                feeds.put(node.name(), array.mul(scale).castTo(DataType.FLOAT));
            }
            return feeds;
        }

        @Override
        public String toString() {
            return name + " of " + channels;
        }
    }

    private static Value input(Graph.Builder graph, String name, int... dims) {
        return graph.add(name, new Input(Shape.of(dims)));
    }

    static Stream<Case> cases() {
        return Stream.of(8, 16, 24, 40).flatMap(FastLayoutsTest::cases);
    }

    private static Stream<Case> cases(int channels) {
        List<Case> cases = new ArrayList<>();
        Size2d two = Size2d.square(2);
        Size2d one = Size2d.square(1);
        Map<String, Op> alone = new HashMap<>();
        for (Op op : List.of(
                new AveragePool2d(two, two, Size2d.square(0)),
                new AveragePool2d(one, two, Size2d.square(0)),
                new BatchNormTraining(1e-2),
                new Flatten(),
                new GlobalAveragePool(),
                new InstanceNorm(1e-2),
                new LayerNorm(3, 1e-2),
                new LogSoftmax(1),
                new MaxPool2d(two, two, Size2d.square(0)),
                new Pad2d(two, Pad2d.Mode.REFLECT),
                new Pad2d(new Size2d(1, 3), Pad2d.Mode.REFLECT),
                new Pad2d(two, Pad2d.Mode.ZERO),
                new PadAxis(3, 1, 2),
                PadAxis.channels(8, 8),
                PadAxis.channels(3, 5),
                new PixelShuffle(2),
                new PixelUnshuffle(2),
                Reduce.sumAllBut(1, 4),
                new Reduce(Reduce.Reducer.MEAN, List.of(2, 3), true),
                new Reduce(Reduce.Reducer.MAX, List.of(1), true),
                new Reshape(Shape.of(BATCH, 2, channels / 2, SIDE, SIDE)),
                Resize2d.bilinear(Size2d.square(12)),
                Resize2d.nearest(Size2d.square(12)),
                Slice.channels(0, 8),
                Slice.channels(3, 4),
                new Slice(2, 1, 4),
                new Softmax(1),
                new Softmax(3),
                Transpose.of(0, 1, 3, 2),
                Transpose.of(0, 2, 3, 1))) {
            alone.put(op.toString(), op);
        }
        for (Pointwise op : List.of(
                new Clamp(-0.5, 0.5),
                new Elu(0.7),
                new Exp(),
                new Gelu(),
                new HardSigmoid(),
                new HardSwish(),
                new LeakyRelu(0.2),
                new Power(2),
                new Relu(),
                new Relu6(),
                new Sigmoid(),
                new Softplus(),
                new Tanh())) {
            alone.put(op.toString(), op);
        }
        alone.forEach((name, op) -> cases.add(new Case(name, channels, (graph, x, c) -> graph.add("y", op, x))));
        cases.add(new Case("InstanceNorm affine", channels, (graph, x, c) -> {
            Value y = graph.add("y", new InstanceNorm(1e-2), x, input(graph, "scale", c), input(graph, "shift", c));
            return graph.add("relu", new Relu(), y);
        }));
        cases.add(new Case("BatchNorm affine", channels, (graph, x, c) -> {
            Value mean = input(graph, "mean", c);
            Value variance = input(graph, "positive variance", c);
            BatchNorm norm = new BatchNorm(1e-2, 0.1);
            return graph.add("y", norm, x, input(graph, "scale", c), input(graph, "shift", c), mean, variance);
        }));
        cases.add(new Case("Concat", channels, (graph, x, c) -> {
            Value other = Case.convolution(graph, "other", x, 24);
            return graph.add("y", Concat.channels(), x, other);
        }));
        cases.add(new Case("shortcut that gains channels", channels, (graph, x, c) -> {
            Value pooled = graph.add("pool", new AveragePool2d(one, two, Size2d.square(0)), x);
            Value padded = graph.add("pad", PadAxis.channels(c / 2, c / 2), pooled);
            Value weight = input(graph, "long.weight", 2 * c, c, 3, 3);
            Value main = graph.add("long", Conv2d.square(2 * c, 3, 2, 1), x, weight);
            return graph.add("y", new Add(), main, padded);
        }));
        cases.add(new Case("squeeze and excite", channels, (graph, x, c) -> {
            Value mean = graph.add("mean", new Reduce(Reduce.Reducer.MEAN, List.of(2, 3), true), x);
            Value gate = graph.add("gate", new HardSigmoid(), mean);
            return graph.add("y", new Multiply(), gate, x);
        }));
        cases.add(new Case(
                "one column from all",
                channels,
                (graph, x, c) -> graph.add("y", new Subtract(), input(graph, "column", BATCH, 1, SIDE, 1), x)));
        cases.add(new Case("a part of the channels twice", channels, (graph, x, c) -> {
            Value part = graph.add("part", Slice.channels(2, 4), x);
            Value relu = graph.add("relu", new Relu(), part);
            return graph.add("y", Concat.channels(), relu, part, x);
        }));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(Case images) {
        List<String> inputs = images.graph().inputs().stream()
                .map(Node::name)
                .filter(name -> !name.contains("mean") && !name.contains("variance"))
                .toList();
        Graph graph = Gradients.of(images.graph(), "loss", inputs).graph();
        Map<String, INDArray> feeds = images.feeds(graph);
        Map<String, INDArray> expected = new ReferenceExecutor(graph).run(feeds);
        try (FastExecutor executor = new FastExecutor(graph)) {
            // Twice: memory is not as clean the second time.
            executor.run(feeds);
            executor.run(feeds).forEach((output, found) -> {
                INDArray right = expected.get(output);
                double scale = Math.max(1, right.amaxNumber().doubleValue());
                assertThat(found.sub(right).amaxNumber().doubleValue() / scale)
                        .as(output)
                        .isLessThan(2e-5);
            });
            if (images.name().startsWith("Clamp")) {
                assertThat(executor.profile(feeds).keySet())
                        .as("oneDNN's reference code takes a thousand times as long")
                        .noneMatch(call -> call.contains(" ref:"));
            }
        }
    }
}
