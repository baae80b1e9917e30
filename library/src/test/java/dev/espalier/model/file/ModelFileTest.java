package dev.espalier.model.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Cost;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Safetensors;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ModelFileTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource("names")
    void networksOfTheZooComeBack(String name) throws Exception {
        Model model = Zoo.create(name, Shape.of(3, 32, 32), 10, new Seed(1));
        Path file = directory.resolve("net.espalier");
        ModelFile.save(model, file);

        assertSame(ModelFile.load(file), model);
    }

    static Iterable<String> names() {
        return Zoo.names();
    }

    @Test
    void masksStructuresAndHistoryComeBack() throws Exception {
        Path file = directory.resolve("net.espalier");
        ModelFile.save(FirstFormat.model(), file, FirstFormat.ORIGIN);

        assertSame(ModelFile.load(file), FirstFormat.model());
        assertThat(ModelFile.origin(file)).isEqualTo(FirstFormat.ORIGIN);
    }

    @Test
    void aFileOfTheFirstFormatIsStillRead() throws Exception {
        Path file = directory.resolve("v1.espalier");
        try (InputStream kept = getClass().getResourceAsStream(FirstFormat.RESOURCE)) {
            Files.copy(kept, file);
        }

        assertSame(ModelFile.load(file), FirstFormat.model());
    }

    /** What the first version could say is still said so, but for the version and where a word has been replaced. */
    @Test
    void theFirstFormatIsStillWritten() throws Exception {
        Path file = directory.resolve("again.espalier");
        ModelFile.save(FirstFormat.model(), file, FirstFormat.ORIGIN);

        assertThat(Description.VERSION).isEqualTo(2);
        Map<String, byte[]> written = Archive.read(file);
        Map<String, byte[]> kept;
        try (InputStream first = getClass().getResourceAsStream(FirstFormat.RESOURCE)) {
            kept = Archive.read(first);
        }
        assertThat(written.keySet()).containsExactlyElementsOf(kept.keySet());
        assertThat(new String(written.remove("model.json"), UTF_8))
                .isEqualTo(inTodaysWords(new String(kept.remove("model.json"), UTF_8)));
        written.forEach((entry, bytes) -> assertThat(bytes).as(entry).isEqualTo(kept.get(entry)));
    }

    @Test
    void aFileOfTheSecondFormatIsStillRead() throws Exception {
        Path file = directory.resolve("v2.espalier");
        try (InputStream kept = getClass().getResourceAsStream(SecondFormat.RESOURCE)) {
            Files.copy(kept, file);
        }

        assertSame(ModelFile.load(file), SecondFormat.model());
    }

    @Test
    void theSecondFormatIsStillWritten() throws Exception {
        Path file = directory.resolve("again.espalier");
        ModelFile.save(SecondFormat.model(), file, FirstFormat.ORIGIN);

        try (InputStream kept = getClass().getResourceAsStream(SecondFormat.RESOURCE)) {
            assertThat(file).hasBinaryContent(kept.readAllBytes());
        }
    }

    private static String inTodaysWords(String description) {
        String axis = "\"axis\" : 1,\n        ";
        return description
                .replace("\"version\" : 1", "\"version\" : 2")
                .replace("\"PadChannels\"", "\"PadAxis\"")
                .replace("\"before\"", axis + "\"before\"")
                .replace("\"SliceChannels\"", "\"Slice\"")
                .replace("\"from\"", axis + "\"from\"");
    }

    @Test
    void theSameModelGivesTheSameBytes() throws Exception {
        Path one = directory.resolve("one.espalier");
        Path two = directory.resolve("two.espalier");
        ModelFile.save(Zoo.create("lenet5", Shape.of(1, 28, 28), 10, new Seed(1)), one);
        ModelFile.save(Zoo.create("lenet5", Shape.of(1, 28, 28), 10, new Seed(1)), two);

        assertThat(one).hasSameBinaryContentAs(two);
    }

    static Iterable<Model> encodedModels() {
        return List.of(FirstFormat.model(), SecondFormat.model());
    }

    @ParameterizedTest
    @MethodSource("encodedModels")
    void tensorsMasksAndLevelsTakeTheBytesTheCountersPromise(Model model) throws Exception {
        Path file = directory.resolve("net.espalier");
        ModelFile.save(model, file);

        Map<String, byte[]> entries = Archive.read(file);
        ByteBuffer weights = ByteBuffer.wrap(entries.get("weights.safetensors")).order(ByteOrder.LITTLE_ENDIAN);
        long bytes = weights.capacity() - 8 - weights.getLong(0);
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            bytes += entry.getKey().contains("/") ? entry.getValue().length : 0;
        }
        assertThat(bytes).isEqualTo(Cost.of(model).bytes());
    }

    @Test
    void weightsAreASafetensorsFileWithTheKeptNumbers() throws Exception {
        Path file = directory.resolve("net.espalier");
        ModelFile.save(FirstFormat.model(), file);

        Map<String, INDArray> tensors = Safetensors.read(Archive.read(file).get("weights.safetensors"), "weights");
        assertThat(tensors.get("bn.scale"))
                .isEqualTo(FirstFormat.model().parameters().get("bn.scale"));
        assertThat(tensors.get("conv.weight").shape()).as("4 of 9, four times").containsExactly(16);
        assertThat(tensors).as("nothing kept").doesNotContainKey("fc.weight");
    }

    @Test
    void ofQuantizedWeightsTheScalesAreNumbersAndTheLevelsBits() throws Exception {
        Path file = directory.resolve("net.espalier");
        ModelFile.save(SecondFormat.model(), file);

        Map<String, byte[]> entries = Archive.read(file);
        Map<String, INDArray> tensors = Safetensors.read(entries.get("weights.safetensors"), "weights");
        assertThat(tensors.get("up.weight")).isEqualTo(Nd4j.createFromArray(0.5f));
        assertThat(tensors.get("fc.weight").shape())
                .as("two groups in each of three rows")
                .containsExactly(6);
        assertThat(entries.get("levels/up.weight")).as("108 weights of 5 bits").hasSize(68);
        assertThat(entries.get("levels/conv.weight"))
                .as("16 kept weights of 4 bits")
                .hasSize(8);
        assertThat(entries).containsKey("masks/conv.weight").doesNotContainKey("masks/up.weight");
    }

    @Test
    void withoutATimeTheOriginNamesLibraryAndJava() throws Exception {
        Path file = directory.resolve("net.espalier");
        ModelFile.save(FirstFormat.model(), file);

        Origin origin = ModelFile.origin(file);
        assertThat(origin.java()).isEqualTo(Runtime.version().toString());
        assertThat(origin.library()).isNotBlank();
        assertThat(origin.created()).isEmpty();
    }

    @Test
    void weightsUnderAMaskAreNotLostSilently() {
        Model model = Zoo.create("lenet5", Shape.of(1, 28, 28), 10, new Seed(1));
        Model wrong = masked(model, Nd4j.zeros(10, 84));

        assertThatThrownBy(() -> ModelFile.save(wrong, directory.resolve("net.espalier")))
                .hasMessageStartingWith("parameter 'fc3.weight' holds ")
                .hasMessageEndingWith(" at position 0, where its mask is zero; multiply it with the mask first");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aMaskThatIsNoneIsNotSaved() {
        Model model = Zoo.create("lenet5", Shape.of(1, 28, 28), 10, new Seed(1));
        Model wrong = masked(model, Nd4j.valueArrayOf(new int[] {10, 84}, 0.5f));

        assertThatThrownBy(() -> ModelFile.save(wrong, directory.resolve("net.espalier")))
                .hasMessage("parameter 'fc3.weight': a mask holds zeros and ones only, found 0.5 at position 0");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("no folder")).resolve("net.espalier");

        assertThatThrownBy(() -> ModelFile.save(FirstFormat.model(), file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot save " + file);
    }

    private static Model masked(Model model, INDArray mask) {
        Encoding encoding = new Encoding.Masked(mask, new Structure.Unstructured());
        return model.with(model.parameters(), Map.of("fc3.weight", encoding), Step.of("mask"));
    }

    private static void assertSame(Model found, Model expected) {
        assertThat(found.name()).isEqualTo(expected.name());
        assertThat(found.graph()).isEqualTo(expected.graph());
        assertThat(found.history()).isEqualTo(expected.history());
        assertThat(found.parameters().names())
                .containsExactlyElementsOf(expected.parameters().names());
        assertThat(found.parameters().arrays()).allSatisfy((name, array) -> assertThat(array)
                .isEqualTo(expected.parameters().get(name)));
        assertThat(found.encodings()).isEqualTo(expected.encodings());
    }
}
