package dev.espalier.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers in files of their own, and files that are none of the model's business. */
class ExternalDataTest {

    @TempDir
    Path directory;

    private Path models;

    @BeforeEach
    void writeNumbers() throws IOException {
        models = Files.createDirectories(directory.resolve("models/sub")).getParent();
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(1).putFloat(2).putFloat(3).putFloat(4);
        Files.write(models.resolve("numbers.bin"), bytes.array());
        Files.write(models.resolve("sub/numbers.bin"), bytes.array());
        Files.write(directory.resolve("secret.bin"), bytes.array());
    }

    private static SmallGraph graph(long length, String... entries) {
        return new SmallGraph()
                .input("x", 1, length)
                .external("w", length, entries)
                .node("Add", "x w", "y")
                .output("y");
    }

    @ParameterizedTest
    @CsvSource({"numbers.bin, 0, 1", "numbers.bin, 4, 2", "sub/numbers.bin, 8, 3", "sub/../numbers.bin, 0, 1"})
    void numbersLieBesideTheModelOrBelow(String location, String offset, float first) throws IOException {
        float[] numbers = graph(2, "location", location, "offset", offset, "length", "8")
                .read(models)
                .parameters()
                .get("w")
                .data()
                .asFloat();

        assertThat(numbers).containsExactly(first, first + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../secret.bin | lies outside the directory of the model",
                "../nothing.bin | lies outside the directory of the model",
                "sub/../../secret.bin | lies outside the directory of the model",
                "/etc/passwd | lies outside the directory of the model",
                "link.bin | lies outside the directory of the model",
                "up/secret.bin | lies outside the directory of the model",
                "missing.bin | does not exist beside the model",
                "sub | does not exist beside the model",
                "'' | does not exist beside the model"
            })
    void nothingElseIsRead(String location, String message) throws IOException {
        Files.createSymbolicLink(models.resolve("link.bin"), directory.resolve("secret.bin"));
        Files.createSymbolicLink(models.resolve("up"), directory);

        assertThatThrownBy(() -> graph(4, "location", location).read(models))
                .isInstanceOf(OnnxException.class)
                .hasMessageStartingWith("model.onnx: ")
                .hasMessageContaining("tensor 'w': its file '" + location + "' " + message);
    }

    @Test
    void aNameNoFileCanHaveIsRefused() {
        assertThatThrownBy(() -> graph(4, "location", "num\0bers").read(models))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("tensor 'w': its file 'num\\u0000bers' cannot be read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | 12 | 8 | needs 8 bytes from byte 12 of 'numbers.bin', which has only 16",
                "2 | 999999999999999999 | 8 | which has only 16",
                "2 | -4 | 8 | have the offset '-4', which is no number",
                "2 | 9223372036854775808 | 8 | which is no number",
                "2 | 0 | 12 | its dimensions ask for 8 bytes, but 'numbers.bin' is to give 12",
                "2 | 0 | many | have the length 'many', which is no number",
                "1073741824 | 0 | 4294967296 | at most 2 GiB can be read",
                "268435456 | 0 | 1073741824 | which has only 16"
            })
    void partsBeyondTheFileAreRefused(long count, String offset, String length, String message) {
        SmallGraph graph = new SmallGraph()
                .input("x", 1)
                .external("w", count, "location", "numbers.bin", "offset", offset, "length", length)
                .node("Add", "x w", "y")
                .output("y");

        assertThatThrownBy(() -> graph.read(models))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("tensor 'w': ")
                .hasMessageContaining(message);
    }

    /** A thousand tensors may not all be the same large file. */
    @Test
    void aFileCountsOnce() throws IOException {
        Files.write(models.resolve("large.bin"), new byte[4 << 20]);
        SmallGraph graph = new SmallGraph().input("x", 1).output("y");
        for (int i = 0; i < 100; i++) {
            graph.external("w" + i, 1 << 20, "location", i % 2 == 0 ? "large.bin" : "./large.bin")
                    .node("Neg", "w" + i, "n" + i);
        }
        graph.node("Relu", "x", "y");

        assertThatThrownBy(() -> graph.read(models))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("calculates more numbers from constants than a file of this size should hold");
    }
}
