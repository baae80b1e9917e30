package dev.espalier.onnx;

import static dev.espalier.onnx.SmallGraph.integer;
import static dev.espalier.onnx.SmallGraph.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Model;
import dev.espalier.onnx.proto.TensorProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that are put into places and taken from them, and the largest ones with theirs, each against ONNX Runtime. */
class PlacesTest {

    @TempDir
    Path directory;

    private static SmallGraph indices(SmallGraph graph, String dims, long... numbers) {
        long[] shape = Stream.of(dims.split(" ")).mapToLong(Long::parseLong).toArray();
        TensorProto.Builder tensor = SmallGraph.tensor("indices", TensorProto.DataType.INT64, shape);
        for (long number : numbers) {
            tensor.addInt64Data(number);
        }
        return graph.initializer(tensor.build());
    }

    private Model agree(SmallGraph graph) throws IOException {
        return WrittenOutTest.agree(graph, directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "add", "mul", "max", "min"})
    void elements(String reduction) throws IOException {
        SmallGraph graph = new SmallGraph().opset(18).input("x", 4, 5).input("u", 2, 3);
        // One row and column twice, where numbers are combined.
        long[] numbers = reduction.equals("none") ? new long[] {0, 2, -1, 4, 1, 0} : new long[] {0, 2, -1, 0, 2, 3};
        agree(indices(graph, "2 3", numbers)
                .node("ScatterElements", "x indices u", "y", integer("axis", 1), text("reduction", reduction))
                .output("y"));
        SmallGraph down = new SmallGraph().opset(18).input("x", 4, 5).input("u", 3, 2);
        agree(indices(down, "3 2", 3, 0, 3, 0, 1, -1)
                .node(
                        "ScatterElements",
                        "x indices u",
                        "y",
                        text("reduction", reduction.equals("none") ? "add" : reduction))
                .output("y"));
    }

    @Test
    void theOldNameOfElements() throws IOException {
        SmallGraph graph = new SmallGraph().opset(9).input("x", 3, 3).input("u", 2, 3);
        agree(indices(graph, "2 3", 1, 0, 2, 0, 2, 1)
                .node("Scatter", "x indices u", "y")
                .output("y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "add", "mul", "max", "min"})
    void rowsByTuples(String reduction) throws IOException {
        SmallGraph graph = new SmallGraph().opset(18).input("x", 3, 4, 5).input("u", 3, 5);
        agree(indices(graph, "3 2", 0, 1, 2, -1, 1, 3)
                .node("ScatterND", "x indices u", "y", text("reduction", reduction))
                .output("y"));
        SmallGraph whole = new SmallGraph().opset(18).input("x", 3, 4).input("u", 2);
        agree(indices(whole, "2 2", 0, 1, 2, 2)
                .node("ScatterND", "x indices u", "y", text("reduction", reduction))
                .output("y"));
    }

    /** As exporters write x[:, 1:3] = u: what is in between stays in slices. */
    @Test
    void neighboursStaySlices() throws IOException {
        SmallGraph graph = new SmallGraph().opset(18).input("x", 6, 4).input("u", 2, 4);
        Model model = agree(indices(graph, "2 1", 1, 2)
                .node("ScatterND", "x indices u", "y")
                .output("y"));
        assertThat(model.graph().nodes()).noneMatch(node -> node.op().kind().equals("Gather"));
    }

    /** Shapes that are put together in this way are known while the file is read. */
    @Test
    void knownNumbersAreComputed() throws IOException {
        SmallGraph graph =
                new SmallGraph().opset(18).input("x", 2, 6).list("old", 1, 1, 1).list("new", 3, 4);
        agree(indices(graph, "2 1", 0, 2)
                .node("ScatterND", "old indices new", "shape")
                .node("Reshape", "x shape", "y")
                .output("y"));
    }

    @Test
    void elementsAndRowsAreTaken() throws IOException {
        SmallGraph elements = new SmallGraph().input("x", 3, 4);
        agree(indices(elements, "2 3", 0, -1, 1, 2, 0, 0)
                .node("GatherElements", "x indices", "y")
                .output("y"));
        SmallGraph rows = new SmallGraph().input("x", 3, 4, 2);
        agree(indices(rows, "2 2", 0, -1, 2, 1)
                .node("GatherND", "x indices", "y")
                .output("y"));
    }

    @ParameterizedTest
    @CsvSource({"1, -1, 1", "3, 0, 1", "4, 1, 0", "5, 2, 1", "2, 2, 0"})
    void theLargestAndTheirPlaces(int count, int axis, int largest) throws IOException {
        agree(new SmallGraph()
                .input("x", 3, 4, 5)
                .list("k", count)
                // Many are equal: the first ones count.
                .node("Round", "x", "whole")
                .node("TopK", "whole k", "y at", integer("axis", axis), integer("largest", largest))
                .node("Cast", "at", "places", integer("to", 1))
                .output("y")
                .output("places"));
    }

    @Test
    void infinityIsTakenInItsTurn() throws IOException {
        agree(new SmallGraph()
                .input("x", 2, 5)
                .list("k", 4)
                .number("zero", 0)
                .node("Greater", "x zero", "positive")
                .number("least", Float.NEGATIVE_INFINITY)
                .node("Where", "positive x least", "logits")
                .node("TopK", "logits k", "y at")
                .node("Cast", "at", "places", integer("to", 1))
                .output("places"));
    }

    @Test
    void whatCannotBeReadIsNamed() {
        assertThatThrownBy(() ->
                        read(new SmallGraph().input("x", 2, 100).list("k", 50).node("TopK", "x k", "y at")))
                .hasMessage("model.onnx: node 'y' (TopK) takes the 50 largest of 100 numbers; 1 to 16 can be read");
        assertThatThrownBy(() -> read(new SmallGraph()
                        .input("x", 4)
                        .input("u", 2)
                        .input("i", 2)
                        .node("Cast", "i", "at", integer("to", 7))
                        .node("ScatterElements", "x at u", "y")))
                .hasMessage("model.onnx: node 'y' (ScatterElements) its indices (input 'at') is computed when the graph"
                        + " runs, but must be known before");
        assertThatThrownBy(() -> read(indices(new SmallGraph().input("x", 4, 3).input("u", 2, 2), "2 1", 0, 1)
                        .node("ScatterND", "x indices u", "y")))
                .hasMessage("model.onnx: node 'y' (ScatterND) puts numbers of dimensions [2, 2] into places of"
                        + " dimensions [2, 3]");
        assertThatThrownBy(() -> read(indices(new SmallGraph().input("x", 4, 3).input("u", 1, 3), "1 1", 4)
                        .node("ScatterND", "x indices u", "y")))
                .hasMessage("model.onnx: node 'y' (ScatterND) takes position 4 of an axis of length 4");
    }

    private void read(SmallGraph graph) throws IOException {
        Onnx.read(graph.output("y").write(directory)).model();
    }
}
