package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.espalier.engine.fast.FastExecutor;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.model.zoo.Zoo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The networks of the zoo are trained without the reference kernels, and hardly an operator needs them. */
class FastRulesTest {

    private static final int BATCH = 8;
    private static final String LABELS = "test.labels";
    private static final String REFERENCE = " reference";
    private static final String LOSS = "test.loss";

    /**
     * A network in training.
     *
     * @param isOfIndices whether its input holds whole numbers
     */
    record Trained(String name, Model model, Graph loss, boolean isOfIndices) {

        Graph graph() {
            List<String> trained = model.graph().parameters().stream()
                    .filter(node -> ((Parameter) node.op()).role().trainable())
                    .map(Node::name)
                    .toList();
            return Gradients.of(TrainingForm.of(loss).graph(), LOSS, trained).graph();
        }

        Map<String, INDArray> feeds() {
            Map<String, INDArray> feeds =
                    new HashMap<>(model.parameters().copy().arrays());
            String input = model.input().name();
            feeds.put(input, isOfIndices ? ones(model.input()) : normal(model.input()));
            if (loss.contains(LABELS)) {
                feeds.put(LABELS, ones(loss.node(LABELS)));
            }
            return feeds;
        }

        private static INDArray ones(Node input) {
            return Nd4j.ones(DataType.FLOAT, input.shape().withBatch(BATCH).toArray());
        }

        private static INDArray normal(Node input) {
            return new OperatorCase.Operand(input.shape().withBatch(BATCH), OperatorCase.Numbers.NORMAL)
                    .draw(new Seed(3))
                    .castTo(DataType.FLOAT);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Trained> networks() {
        Seed seed = new Seed(5);
        Shape grey = Shape.of(1, 28, 28);
        Shape colour = Shape.of(3, 16, 16);
        return Stream.of(
                classifier("lenet5", Zoo.create("lenet5", grey, 10, seed)),
                classifier("resnet20", Zoo.create("resnet20", grey, 10, seed)),
                classifier("mobilenetv2", Zoo.create("mobilenetv2", grey, 10, seed)),
                classifier("vgg-small", Zoo.create("vgg-small", grey, 10, seed)),
                classifier("transformer", Zoo.create("transformer", Shape.of(8, 6), 10, seed)),
                classifier("transformer of tokens", Zoo.tokenTransformer(8, 20, 10, 1, 32, seed)),
                energy("dcgan generator", GanZoo.dcganGenerator(16, grey, 8, seed)),
                energy("dcgan discriminator", GanZoo.dcganDiscriminator(grey, 8, seed)),
                energy("residual generator", GanZoo.resnet9Generator(colour, 3, 8, seed)),
                energy("patch discriminator", GanZoo.patchDiscriminator(colour, 8, 1, seed)));
    }

    private static Trained classifier(String name, Model model) {
        Graph.Builder graph = model.graph().extend();
        boolean isOfIndices = model.input().shape().rank() == 2;
        Value labels = graph.add(LABELS, new Input(Shape.batchOf()));
        graph.add(LOSS, new CrossEntropy(0), model.output().value(), labels);
        return new Trained(name, model, graph.build(LOSS), isOfIndices);
    }

    private static Trained energy(String name, Model model) {
        Graph.Builder graph = model.graph().extend();
        Value output = model.output().value();
        Value squares = graph.add("test.squares", new Square(), output);
        graph.add(LOSS, Reduce.all(Reduce.Reducer.MEAN, output.shape().rank()), squares);
        return new Trained(name, model, graph.build(LOSS), false);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void hasARuleForEverything(Trained network) {
        try (FastExecutor executor = new FastExecutor(network.graph())) {
            assertThat(executor.profile(network.feeds()).keySet())
                    .as("calls")
                    .noneMatch(call -> call.endsWith(REFERENCE));
        }
    }

    /** Single precision comes only so near where a rectifier is about to open, in the reference as well. */
    @ParameterizedTest
    @MethodSource("networks")
    void agreesWithTheReference(Trained network) {
        Graph graph = network.graph();
        Map<String, INDArray> feeds = network.feeds();
        Map<String, INDArray> expected = new ReferenceExecutor(graph).run(feeds);
        try (FastExecutor executor = new FastExecutor(graph)) {
            executor.run(feeds).forEach((output, found) -> {
                INDArray right = expected.get(output);
                double scale = Math.max(1e-3, right.norm2Number().doubleValue());
                assertThat(found.distance2(right) / scale).as(output).isLessThan(0.05);
            });
        }
    }

    /**
     * What is left, and why: gradients through running statistics are wanted of frozen networks only, x to the power of 0
     * by nobody, and oneDNN places aligned corners, the nearest of uneven steps and a single pixel otherwise.
     */
    @Test
    void fewOperatorsAreLeftToTheReference() {
        Set<String> left = new TreeSet<>();
        OperatorCases.all().forEach(operator -> {
            Graph graph = Gradients.of(operator.graph(), "loss", operator.differentiable())
                    .graph();
            Map<String, INDArray> feeds = new HashMap<>();
            operator.feeds().forEach((name, array) -> feeds.put(name, array.castTo(DataType.FLOAT)));
            try (FastExecutor executor = new FastExecutor(graph)) {
                executor.profile(feeds).keySet().stream()
                        .filter(call -> call.endsWith(REFERENCE))
                        .map(call -> graph.node(call.substring(0, call.length() - REFERENCE.length())))
                        .forEach(node -> left.add(node.op().kind()));
            }
        });
        assertThat(left)
                .containsExactly(
                        "BatchNormInputGradient",
                        "BatchNormScaleGradient",
                        "Elementary",
                        "ElementaryGradient",
                        "Erf",
                        "ErfGradient",
                        "Power",
                        "PowerGradient",
                        "Resize2d",
                        "Resize2dGradient",
                        "Select");
    }

    static Stream<Arguments> unfit() {
        return Stream.of(
                Arguments.of(new CrossEntropy(0), Shape.of(2, 3), Shape.of(2)),
                Arguments.of(Gather.rows(), Shape.of(3, 2), Shape.of(2)),
                Arguments.of(ScatterAdd.rows(3), Shape.of(2, 2), Shape.of(2)));
    }

    /** A loop of its own refuses what the reference refuses, in the same words. */
    @ParameterizedTest
    @MethodSource("unfit")
    void refusesAnIndexLikeTheReference(Op op, Shape first, Shape second) {
        Graph.Builder builder = new Graph.Builder();
        Value numbers = builder.add("numbers", new Input(first));
        Value indices = builder.add("indices", new Input(second));
        builder.add("result", op, numbers, indices);
        Graph graph = builder.build("result");
        Map<String, INDArray> feeds =
                Map.of("numbers", Nd4j.ones(DataType.FLOAT, first.toArray()), "indices", Nd4j.createFromArray(2f, 3f));
        Throwable expected = catchThrowable(() -> new ReferenceExecutor(graph).run(feeds));
        try (FastExecutor executor = new FastExecutor(graph)) {
            assertThatThrownBy(() -> executor.run(feeds))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("with 3")
                    .hasMessage(expected.getMessage());
        }
    }
}
