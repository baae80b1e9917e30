package dev.espalier.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.AtomicFile;
import dev.espalier.model.Safetensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whatever is wrong with a file is said in one sentence: which file, which entry, which field. */
class DamagedModelFileTest {

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void save() throws IOException {
        file = directory.resolve("net.espalier");
        ModelFile.save(FirstFormat.model(), file, FirstFormat.ORIGIN);
    }

    @Test
    void thereMayBeNoFile() {
        Path missing = directory.resolve("missing.espalier");

        assertThatThrownBy(() -> ModelFile.load(missing))
                .hasMessage("cannot load " + missing + ": there is no such file");
        assertThatThrownBy(() -> ModelFile.load(directory))
                .hasMessage("cannot load " + directory + ": it is no regular file");
    }

    @Test
    void theFileMayBeSomethingElse() throws IOException {
        Files.writeString(file, "just text");
        refuses("the file is no zip archive");
        Files.write(file, new byte[0]);
        refuses("the file is no zip archive");
    }

    @Test
    void everyCutIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 2; length < whole.length; length += 1 + length / 50) {
            Files.write(file, Arrays.copyOf(whole, length));
            refuses("the file is cut off or damaged");
        }
    }

    @Test
    void noFlippedBitPassesAndNoneEscapes() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] flipped = whole.clone();
            flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            try {
                // Bits of dates and versions in the archive's own headers carry nothing of the model.
                assertThat(ModelFile.load(file).parameters().arrays())
                        .isEqualTo(FirstFormat.model().parameters().arrays());
            } catch (IOException told) {
                assertThat(told).hasMessageStartingWith("cannot load " + file + ": ");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(250);
    }

    @ParameterizedTest
    @CsvSource({"model.json", "weights.safetensors", "masks/up.weight"})
    void anEntryMayBeMissing(String entry) throws IOException {
        change(entries -> entries.remove(entry));
        refuses("entry " + entry + " is missing");
    }

    @Test
    void anEntryMayBeTooMuch() throws IOException {
        change(entries -> entries.put("masks/up.wait", new byte[1]));
        refuses("entry masks/up.wait belongs to no model file; did you mean 'masks/up.weight'?");
    }

    @Test
    void bytesMayBeFlipped() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int inName = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("every operator");
        bytes[inName]++;
        Files.write(file, bytes);
        refuses("entry model.json is damaged: its checksum does not fit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'version' : 2,|'version' : 3,|version is 3, but this Espalier reads versions up to 2; update Espalier",
                "'version' : 2,|'version' : 0,|version is 0; it starts at 1",
                "'version' : 2,|'version' : '1',|version must be a whole number, found \"1\"",
                "'espalier model'|'onnx'|format must be \"espalier model\": this is no Espalier model",
                "'name' : 'every operator',||name is missing",
                "'history'|'hystory'|history is missing",
                "'library'|'java'|line 7 is no JSON: Duplicate field 'java'",
                "'verb' : 'build'|'verb' : 1|history[0].verb must be a text, found 1",
                "'rate' : '2.25x'|'rate' : 2.25|history[1].settings.rate must be a text, found 2.25",
                "'outputs' : [ 'tanh' ]|'outputs' : [ ]|graph.outputs must name at least one node",
                "'outputs' : [ 'tanh' ]|'outputs' : [ 'tanj' ]|graph.outputs is wrong: output 'tanj' is no node;"
                        + " did you mean 'tanh'?",
                "'kind' : 'Relu6'|'kind' : 'Relu9'|graph.nodes[14].kind is the unknown operator 'Relu9';"
                        + " did you mean 'Relu'?",
                "'kind' : 'masked'|'kind' : 'quantised'|encodings.conv.weight.kind is the unknown encoding 'quantised';"
                        + " there is masked and quantized",
                "'kind' : 'unstructured'|'kind' : 'structured'|encodings.up.weight.structure.kind is the unknown"
                        + " structure 'structured'; did you mean 'unstructured'?",
                "'bits' : '11011'|'bits' : '12'|encodings.conv.weight.structure.patterns[0].bits must be 1 to 32 zeros"
                        + " and ones, found '12'",
            })
    void theDescriptionMayBeWrong(String from, String to, String complaint) throws IOException {
        describe(from, to == null ? "" : to);
        refuses("model.json: " + complaint);
    }

    @Test
    void shapesOfTheGraphMayNotFit() throws IOException {
        describe("'count' : 4", "'count' : 40");
        assertThatThrownBy(() -> ModelFile.load(file))
                .hasMessageStartingWith("cannot load " + file + ": model.json: graph.nodes[")
                .hasMessageContaining("node 'slice'");
    }

    @Test
    void aNodeMayReadWhatDoesNotExist() throws IOException {
        describe("'inputs' : [ 'relu', 'conv' ]", "'inputs' : [ 'relo', 'conv' ]");
        refuses("model.json: graph.nodes[10]: node 'sum' reads 'relo', which does not come before it;"
                + " did you mean 'relu'?");
    }

    @Test
    void aTensorMayBeMissing() throws IOException {
        tensors(tensors -> tensors.remove("fc.bias"));
        refuses("weights.safetensors: tensor 'fc.bias' is missing");
    }

    @Test
    void aTensorMayBeTooMuch() throws IOException {
        tensors(tensors -> tensors.put("more", Nd4j.ones(2)));
        refuses("weights.safetensors: the graph has no parameters [more]");
    }

    @Test
    void aTensorMayHaveAnotherShape() throws IOException {
        tensors(tensors -> tensors.put("fc.bias", Nd4j.ones(1, 3)));
        refuses("weights.safetensors: tensor 'fc.bias' has shape [1, 3], but the graph expects [3]");
    }

    @Test
    void aMaskedTensorMayHaveTooFewNumbers() throws IOException {
        tensors(tensors -> tensors.put("conv.weight", Nd4j.ones(15)));
        refuses("weights.safetensors: tensor 'conv.weight' has shape [15], but its mask keeps 16 numbers");
    }

    @Test
    void theTensorsThemselvesMayBeDamaged() throws IOException {
        change(entries -> entries.put("weights.safetensors", new byte[] {1, 2, 3}));
        refuses("weights.safetensors is cut off: 3 bytes, too few for a safetensors header");
    }

    @Test
    void aMaskMayBeDamaged() throws IOException {
        change(entries -> entries.put("masks/up.weight", new byte[] {0, 1}));
        refuses("masks/up.weight: the mask code ends after 2 bytes, too early");
    }

    /** What a quantized model has besides. */
    @Nested
    class Quantized {

        @BeforeEach
        void save() throws IOException {
            ModelFile.save(SecondFormat.model(), file, FirstFormat.ORIGIN);
        }

        @Test
        void levelsMayBeMissing() throws IOException {
            change(entries -> entries.remove("levels/up.weight"));
            refuses("entry levels/up.weight is missing");
        }

        @Test
        void levelsMayBeTooMuch() throws IOException {
            change(entries -> entries.put("levels/up.wait", new byte[1]));
            refuses("entry levels/up.wait belongs to no model file; did you mean 'levels/up.weight'?");
        }

        @Test
        void levelsMayBeDamaged() throws IOException {
            change(entries -> entries.put("levels/up.weight", new byte[50]));
            refuses("levels/up.weight: the level code ends after 50 bytes, too early");
        }

        @Test
        void scalesMayBeMissingOrTooFewOrNone() throws IOException {
            tensors(tensors -> tensors.remove("up.weight"));
            refuses("weights.safetensors: tensor 'up.weight' must be a list of scales, found none");
            tensors(tensors -> tensors.put("up.weight", Nd4j.ones(2)));
            refuses("levels/up.weight: there are 2 scales for 1 groups of weights (tensor of [4, 3, 3, 3])");
            tensors(tensors -> tensors.put("up.weight", Nd4j.createFromArray(-1f)));
            refuses("levels/up.weight: scale 0 is -1.0; a scale is a finite number, 0 or more");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "[ 'p2-5' ]|[ 'p2-9' ]|encodings.up.weight: no level set p2-9; the number of bits is 2 to 7",
                    "[ 'p2-5' ]|[ ]|encodings.up.weight.levels must be level sets, each once, found []",
                    "'granularity' : 'group:3'|'granularity' : 'groups'|encodings.fc.weight: no granularity 'groups';"
                            + " write tensor, row or group:64, the weights that share a scale",
                    "'granularity' : 'tensor'|'grain' : 'tensor'|encodings.up.weight.granularity is missing",
                })
        void theDescriptionMayBeWrong(String from, String to, String complaint) throws IOException {
            describe(from, to);
            refuses("model.json: " + complaint);
        }
    }

    private interface Change<T> {
        void apply(Map<String, T> content);
    }

    private void change(Change<byte[]> change) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>(Archive.read(file));
        change.apply(entries);
        AtomicFile.write(file, out -> Archive.write(entries, out));
    }

    private void describe(String from, String to) throws IOException {
        change(entries -> {
            String json = new String(entries.get("model.json"), StandardCharsets.UTF_8);
            assertThat(json).contains(from.replace('\'', '"'));
            String edited = json.replaceFirst(
                    Pattern.quote(from.replace('\'', '"')), Matcher.quoteReplacement(to.replace('\'', '"')));
            entries.put("model.json", edited.getBytes(StandardCharsets.UTF_8));
        });
    }

    private void tensors(Change<INDArray> change) throws IOException {
        Map<String, INDArray> tensors =
                new LinkedHashMap<>(Safetensors.read(Archive.read(file).get("weights.safetensors"), "weights"));
        change.apply(tensors);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Safetensors.write(tensors, bytes);
        change(entries -> entries.put("weights.safetensors", bytes.toByteArray()));
    }

    private void refuses(String complaint) {
        assertThatThrownBy(() -> ModelFile.load(file))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot load " + file + ": " + complaint);
    }
}
