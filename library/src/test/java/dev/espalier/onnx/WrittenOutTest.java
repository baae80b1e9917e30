package dev.espalier.onnx;

import static dev.espalier.onnx.SmallGraph.graph;
import static dev.espalier.onnx.SmallGraph.integer;
import static dev.espalier.onnx.SmallGraph.text;
import static dev.espalier.onnx.SmallGraph.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Input;
import dev.espalier.onnx.proto.GraphProto;
import dev.espalier.onnx.proto.TensorProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Operators that become many, each against ONNX Runtime on random numbers. */
class WrittenOutTest {

    @TempDir
    Path directory;

    private static SmallGraph layer(String type, int directions, String inputs) {
        int gates = Map.of("LSTM", 4, "GRU", 3, "RNN", 1).get(type);
        Map<String, long[]> shapes = Map.of(
                "w", new long[] {directions, gates * 3, 4},
                "r", new long[] {directions, gates * 3, 3},
                "b", new long[] {directions, 2 * gates * 3},
                "h", new long[] {directions, 2, 3},
                "c", new long[] {directions, 2, 3},
                "p", new long[] {directions, 3 * 3});
        SmallGraph graph = new SmallGraph().input("x", 5, 2, 4).output("y").output("yh");
        for (String name : inputs.split(" +")) {
            if (shapes.containsKey(name)) {
                graph.random(name, shapes.get(name));
            }
        }
        String outputs = type.equals("LSTM") ? "y yh yc" : "y yh";
        return (type.equals("LSTM") ? graph.output("yc") : graph)
                .node(type, inputs, outputs, integer("hidden_size", 3));
    }

    static Stream<Arguments> layers() {
        return Stream.of(
                Arguments.of("LSTM", "forward", "x w r b  h c p", 0),
                Arguments.of("LSTM", "reverse", "x w r b", 0),
                Arguments.of("LSTM", "bidirectional", "x w r b  h c p", 0),
                Arguments.of("LSTM", "bidirectional", "x w r", 0),
                Arguments.of("GRU", "forward", "x w r b", 0),
                Arguments.of("GRU", "forward", "x w r b", 1),
                Arguments.of("GRU", "bidirectional", "x w r b  h", 0),
                Arguments.of("GRU", "bidirectional", "x w r b  h", 1),
                Arguments.of("GRU", "reverse", "x w r", 1),
                Arguments.of("RNN", "bidirectional", "x w r b  h", 0));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void recurrentLayersRunStepByStep(String type, String direction, String inputs, int late) throws IOException {
        SmallGraph graph = layer(type, direction.equals("bidirectional") ? 2 : 1, inputs);
        graph.last().addAttribute(text("direction", direction));
        if (type.equals("GRU")) {
            graph.last().addAttribute(integer("linear_before_reset", late));
        }
        agree(graph);
    }

    @Test
    void aLayerMayHaveOtherActivations() throws IOException {
        SmallGraph graph = layer("LSTM", 1, "x w r b");
        graph.last().addAttribute(texts("activations", "Sigmoid", "Relu", "Tanh"));
        agree(graph);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bhid,bhjd->bhij | 2 3 4 5 | 2 3 6 5",
                "bij,jk->bik | 2 3 4 | 4 5",
                "...ij,...jk->...ik | 2 2 3 4 | 2 2 4 5",
                "i,j->ij | 3 | 4",
                "abc,cd | 2 3 4 | 4 2",
                "bnc,bc->nb | 2 3 4 | 2 4",
                "bc,bn->b | 2 3 | 2 4",
                "ij,ij->ij | 2 3 | 2 3",
                "zyx->yz | 2 3 4 |",
                "i...->... | 2 3 4 |"
            })
    void sumsOfTwoAreProducts(String equation, String first, String second) throws IOException {
        SmallGraph graph = new SmallGraph().input("a", dims(first));
        if (second != null) {
            graph.input("b", dims(second));
        }
        agree(graph.node("Einsum", second == null ? "a" : "a b", "y", text("equation", equation))
                .output("y"));
    }

    private static long[] dims(String text) {
        return Stream.of(text.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0", "1, 0, 0", "2, 1, 1", "-1, 0, 1"})
    void positionsOfTheLargest(int axis, int keep, int last) throws IOException {
        for (String type : new String[] {"ArgMax", "ArgMin"}) {
            agree(new SmallGraph()
                    .input("x", 3, 4, 5)
                    .node("Round", "x", "whole")
                    .node(
                            type,
                            "whole",
                            "at",
                            integer("axis", axis),
                            integer("keepdims", keep),
                            integer("select_last_index", last))
                    .node("Cast", "at", "y", integer("to", 1))
                    .output("y"));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "1, 1, 0", "2, 0, 1", "0, 1, 1"})
    void runningSums(int axis, int exclusive, int reverse) throws IOException {
        agree(new SmallGraph()
                .input("x", 3, 4, 5)
                .list("axes", axis)
                .node("CumSum", "x axes", "y", integer("exclusive", exclusive), integer("reverse", reverse))
                .output("y"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-1, 0", "2, 0", "9, 1", "-9, 1"})
    void trianglesOfMatrices(int diagonal, int upper) throws IOException {
        agree(new SmallGraph()
                .input("x", 2, 4, 5)
                .list("k", diagonal)
                .node("Trilu", "x k", "y", integer("upper", upper))
                .output("y"));
    }

    @Test
    void aKnownConditionTakesABranch() throws IOException {
        GraphProto rectify = branch("Relu", "left");
        GraphProto squash = branch("Tanh", "right");
        for (int condition = 0; condition < 2; condition++) {
            agree(new SmallGraph()
                    .input("x", 2, 3)
                    .initializer(SmallGraph.tensor("yes", TensorProto.DataType.BOOL)
                            .addInt32Data(condition)
                            .build())
                    .node("If", "yes", "z", graph("then_branch", rectify), graph("else_branch", squash))
                    .node("Neg", "z", "y")
                    .output("y"));
        }
        SmallGraph open = new SmallGraph()
                .input("x", 1)
                .node("If", "x", "y", graph("then_branch", rectify), graph("else_branch", squash))
                .output("y");
        assertThatThrownBy(() -> open.read(directory))
                .hasMessage(
                        "model.onnx: node 'y' (If) its condition (input 'x') is computed when the graph runs, but must"
                                + " be known before");
    }

    private static GraphProto branch(String type, String result) {
        return new SmallGraph()
                .node(type, "x", result)
                .output(result)
                .graph()
                .setName(result)
                .build();
    }

    @Test
    void whatWouldTakeTooManyStepsIsRefused() {
        SmallGraph graph = new SmallGraph()
                .input("x", 513, 1, 4)
                .random("w", 1, 12, 4)
                .random("r", 1, 12, 3)
                .node("LSTM", "x w r", "y", integer("hidden_size", 3))
                .output("y");
        assertThatThrownBy(() -> graph.read(directory))
                .hasMessage(
                        "model.onnx: node 'y' (LSTM) runs over 513 steps, each of which is written out; from 1 to 512"
                                + " can be read");
    }

    private void agree(SmallGraph graph) throws IOException {
        agree(graph, directory);
    }

    /** Runs a file on random numbers here and there. */
    static Model agree(SmallGraph graph, Path directory) throws IOException {
        Path file = graph.write(directory);
        Model model = Onnx.read(file).model();
        RandomGenerator random = new Seed(8).generator();
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        model.graph().inputs().forEach(input -> {
            long[] shape = ((Input) input.op()).shape().toArray();
            float[] numbers = new float[(int) input.shape().size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) (4 * random.nextDouble() - 2);
            }
            feeds.put(input.name(), Nd4j.createFromArray(numbers).reshape('c', shape));
        });
        Map<String, INDArray> expected = Ort.run(file, feeds);
        Map<String, INDArray> all = new LinkedHashMap<>(model.parameters().arrays());
        all.putAll(feeds);
        try (ReferenceExecutor executor = new ReferenceExecutor(model.graph())) {
            executor.run(all).forEach((output, found) -> {
                assertThat(found.shape())
                        .as(output)
                        .isEqualTo(expected.get(output).shape());
                double difference = expected.get(output).sub(found).amaxNumber().doubleValue();
                assertThat(difference).as(output).isLessThan(1e-5);
            });
        }
        return model;
    }
}
