package dev.espalier.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.onnx.OnnxException;
import dev.espalier.onnx.OnnxExport;
import dev.espalier.onnx.proto.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest {

    private static final Model LENET = Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1));

    @TempDir
    Path folder;

    private Path lenet() throws IOException {
        return Exchange.save(LENET, folder.resolve("lenet.onnx")).file();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lenet.onnx", "LENET.ONNX", "lenet.espalier"})
    void whatIsSavedIsOpenedAgain(String name) throws IOException {
        Path file = folder.resolve(name);

        Saved saved = Exchange.save(LENET, file);

        Model again = Exchange.open(file);
        assertThat(again.graph().outputs()).isEqualTo(LENET.graph().outputs());
        assertThat(again.graph().inputs()).isEqualTo(LENET.graph().inputs());
        assertThat(again.parameters().arrays()).isEqualTo(LENET.parameters().arrays());
        assertThat(saved.bytes()).isEqualTo(Files.size(file));
        assertThat(saved.onnx().map(OnnxExport::nodes).orElse(12)).isEqualTo(12);
        assertThat(saved.toString()).startsWith(file + ": ").contains(" bytes");
    }

    @Test
    void otherFormatsAreNotWritten() {
        assertThatThrownBy(() -> Exchange.save(LENET, folder.resolve("lenet.pt")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'lenet.pt' does not say what format to write; models become .onnx or .espalier files");
    }

    @ParameterizedTest
    @CsvSource({"'2x1x28x28', '[2, 1, 28, 28]'", "'input=Nx1x28x28', '[N, 1, 28, 28]'"})
    void shapesFixTheBatchOrLeaveItOpen(String text, String shape) throws IOException {
        Model model = Exchange.open(lenet(), List.of(InputShape.parse(text)));

        assertThat(model.input().shape()).hasToString(shape);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2x3x28x28 | lenet.onnx: says that axis 1 of input 'input' has length 1, but is given [2, 3, 28, 28]",
                "1x28 | lenet.onnx: has for input 'input' a shape of 4 dimensions, and is given [1, 28]",
                "inptu=1x1x28x28 | lenet.onnx: has no input 'inptu'; did you mean 'input'?; there are [input]",
            })
    void shapesThatDoNotFitAreRefused(String text, String message) throws IOException {
        Path file = lenet();

        assertThatThrownBy(() -> Exchange.open(file, List.of(InputShape.parse(text))))
                .isInstanceOf(OnnxException.class)
                .hasMessage(message);
    }

    @Test
    void aFileOfOnesOwnTakesNoShapes() throws IOException {
        Path file = Exchange.save(LENET, folder.resolve("lenet.espalier")).file();

        assertThatThrownBy(() -> Exchange.open(file, List.of(InputShape.parse("1x1x28x28"))))
                .hasMessage("lenet.espalier says itself what shapes its inputs have; only those of ONNX files and"
                        + " layers models can be given");
    }

    /** Even a maximum over everything stays what it is. */
    @Test
    void aBatchThatIsSaidToBeOneStaysOne() throws IOException {
        Graph.Builder graph = new Graph.Builder();
        graph.add("y", Reduce.all(Reduce.Reducer.MAX, 2), graph.add("x", new Input(Shape.of(1, 4))));
        Model model = new Model("largest", graph.build("y"), new Parameters(Map.of()), Map.of(), List.of());
        Path file = Exchange.save(model, folder.resolve("largest.onnx")).file();

        assertThat(Exchange.open(file).input().shape()).isEqualTo(Shape.of(1, 4));
    }

    @Test
    void aNetworkThatMixesItsItemsHasOne() throws IOException {
        Path file = lenet();
        ModelProto.Builder proto = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
        proto.getGraphBuilder().getNodeBuilderList().stream()
                .filter(node -> node.getOpType().equals("Flatten"))
                .forEach(node -> node.getAttributeBuilder(0).setI(0));
        Files.write(file, proto.build().toByteArray());

        assertThat(Exchange.open(file).input().shape()).isEqualTo(Shape.of(1, 1, 28, 28));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x=1x3x224x224", "Nx3", "a=b=7"})
    void shapesAreTextAndBack(String text) {
        assertThat(InputShape.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "x=", "1xN", "x=0x3", "x=1x3x", "1,2"})
    void whatIsNoShapeIsSaid(String text) {
        assertThatThrownBy(() -> InputShape.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is no shape of an input; write image=1x3x224x224, or Nx3x224x224 for any"
                        + " batch");
    }
}
