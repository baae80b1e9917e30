package dev.espalier.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.espalier.fuzz.Choices;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.onnx.proto.ModelProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** Files changed at random, and those that {@link OnnxFuzzTest} once found: each becomes a model or is refused. */
class HostileSearchTest {

    private static final Path NOWHERE = Path.of("target", "fuzz", "some.onnx");
    private static final List<byte[]> FILES = files();

    /** Where Jazzer tries them too: a Resize from one pixel to millions, which was a matrix of as many objects. */
    private static final List<String> FOUND = List.of("slow-resize.onnx");

    private static final List<ModelProto> MODELS = models();

    /** Small sound files: our own, and ONNX's test vectors, one for each operator. */
    static List<byte[]> files() {
        List<byte[]> files = new ArrayList<>();
        SmallGraph.sound().forEach(graph -> files.add(graph.bytes()));
        try (InputStream packed = HostileSearchTest.class.getResourceAsStream("vectors.zip");
                ZipInputStream zip = new ZipInputStream(packed)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.add(zip.readAllBytes());
            }
        } catch (IOException missing) {
            throw new AssertionError(missing);
        }
        return files;
    }

    private static List<ModelProto> models() {
        List<ModelProto> models = new ArrayList<>();
        try {
            for (byte[] file : FILES) {
                models.add(ModelProto.parseFrom(file));
            }
        } catch (InvalidProtocolBufferException damaged) {
            throw new AssertionError(damaged);
        }
        return models;
    }

    /** Whether a file became a model; fails if it neither did nor was refused. */
    static boolean read(byte[] bytes) {
        try {
            OnnxFile file = OnnxFile.of(NOWHERE, ByteBuffer.wrap(bytes));
            Model model = (bytes.length % 3 == 0 ? file.withOpenBatch() : file).model();
            for (Node node : model.graph().nodes()) {
                assertThat(node.shape().size()).isLessThanOrEqualTo(1 << 28);
            }
            return true;
        } catch (OnnxException refused) {
            assertThat(refused).hasMessageStartingWith("some.onnx: ");
            assertThat(refused.getMessage()).hasSizeLessThan(3000).doesNotContain("null");
            return false;
        }
    }

    /** The same for one of the small files, changed. */
    static boolean readChanged(byte[] recipe) {
        return read(ModelMutation.of(MODELS, new Choices(recipe)).toByteArray());
    }

    @Test
    void whatWasFoundIsMended() throws IOException {
        for (String name : FOUND) {
            try (InputStream found =
                    HostileSearchTest.class.getResourceAsStream("OnnxFuzzTestInputs/bytesAreReadOrRefused/" + name)) {
                read(found.readAllBytes());
            }
        }
    }

    @Test
    void changedModelsAreReadOrRefused() {
        RandomGenerator random = new Seed(1).generator();
        int read = 0;
        for (int trial = 0; trial < 10_000; trial++) {
            byte[] recipe = new byte[1 + random.nextInt(60)];
            random.nextBytes(recipe);
            read += readChanged(recipe) ? 1 : 0;
        }
        assertThat(read).isBetween(1000, 9000);
    }

    @Test
    void changedBytesAreReadOrRefused() {
        RandomGenerator random = new Seed(2).generator();
        int read = 0;
        for (int trial = 0; trial < 5000; trial++) {
            byte[] file = FILES.get(random.nextInt(FILES.size())).clone();
            for (int change = 0; change <= trial % 4; change++) {
                file[random.nextInt(file.length)] = (byte) random.nextInt(256);
            }
            read += read(file) ? 1 : 0;
        }
        assertThat(read).isBetween(100, 4500);
    }
}
