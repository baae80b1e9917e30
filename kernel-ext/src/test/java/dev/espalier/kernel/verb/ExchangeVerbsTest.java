package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Models of other tools and for them, as cells read and write them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExchangeVerbsTest {

    private final Cells cells = new Cells();

    private Path folder;

    @BeforeAll
    void makeVariables(@TempDir Path temporary) {
        folder = temporary;
        cells.done("var net = %zoo lenet5 --input 1x28x28 --classes 10");
    }

    @AfterAll
    void close() {
        cells.close();
    }

    private String file(String name) {
        return "'" + folder.resolve(name) + "'";
    }

    @Test
    void exportSaysWhatWasWritten() {
        assertThat(cells.text("%export net " + file("lenet.onnx")))
                .startsWith(folder.resolve("lenet.onnx") + ": 248,")
                .contains("12 nodes of operator set 17", "4 Relu, 3 Gemm, 2 Conv, 2 MaxPool, 1 Flatten");
        assertThat(cells.text("%export net " + file("lenet.espalier")))
                .startsWith(folder.resolve("lenet.espalier") + ": ")
                .endsWith(" bytes");
        assertThat(folder.resolve("lenet.onnx")).isRegularFile();
    }

    @Test
    void importReadsItAgain() {
        cells.done("%export net " + file("again.onnx") + ";");
        cells.done("var again = %import " + file("again.onnx"));
        assertThat(cells.text("again.parameters().arrays().equals(net.parameters().arrays())"))
                .isEqualTo("true");
        assertThat(cells.text("again"))
                .startsWith("again: [N, 1, 28, 28] to [N, 10]\n")
                .endsWith("1. import file=again.onnx");
        cells.done("var one = %import " + file("again.onnx") + " --input input=1x1x28x28");
        assertThat(cells.text("one.takes()")).contains("[1, 1, 28, 28]");
    }

    @Test
    void failuresAreSentences() throws Exception {
        assertThat(cells.failure("%export net lenet.pt")).contains("lenet.pt", ".onnx or .espalier");
        assertThat(cells.failure("%import " + file("none.onnx"))).contains("none.onnx: there is no such file");
        Files.writeString(folder.resolve("broken.onnx"), "no network");
        assertThat(cells.failure("%import " + file("broken.onnx"))).contains("broken.onnx: is no ONNX file");
        Files.writeString(folder.resolve("model.json"), "{}");
        assertThat(cells.failure("%import " + file("model.json"))).contains("no graph model of TensorFlow.js");
        assertThat(cells.failure("%import x.onnx --input x=big")).contains("'x=big' is no shape of an input");
        assertThat(cells.failure("%export")).contains("%export", "MODEL");
    }

    @Test
    void namesAndFilesAreCompleted() {
        assertThat(cells.completions("%expo")).contains("export");
        assertThat(cells.completions("%export n")).contains("net");
        assertThat(cells.completions("%import x.onnx --in")).contains("--input");
    }
}
