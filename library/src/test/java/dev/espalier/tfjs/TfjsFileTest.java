package dev.espalier.tfjs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.Model;
import dev.espalier.model.op.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What files hold, stored in every way, and what is said of those that hold something else. */
class TfjsFileTest {

    @TempDir
    private Path folder;

    @Test
    void aModelHasTheFilesLayersAndWeights() throws IOException {
        Model model = TfjsFile.read(new SmallModel().write(folder));

        assertThat(model.name()).isEqualTo("small");
        assertThat(model.graph().node("conv").shape()).isEqualTo(Shape.batchOf(3, 4, 4));
        assertThat(model.output().name()).isEqualTo("y");
        assertThat(weights(model)).containsExactly(1, 4, 2, 5, 3, 6);
    }

    @Test
    void aWeightMayBeStoredAsLevels() throws IOException {
        var small = new SmallModel();
        quantized(small, "uint8").put("scale", 0.5).put("min", -2);
        small.data(new byte[] {0, 1, 2, 3, 4, (byte) 255});

        assertThat(weights(TfjsFile.read(small.write(folder)))).containsExactly(-2, -0.5f, -1.5f, 0, -1, 125.5f);
    }

    @Test
    void aWeightMayBeStoredAsLongLevels() throws IOException {
        var small = new SmallModel();
        quantized(small, "uint16").put("scale", 0.25).put("min", 1);
        small.data(new byte[] {0, 0, 1, 0, 0, 1, (byte) 255, (byte) 255, 4, 0, 5, 0});

        assertThat(weights(TfjsFile.read(small.write(folder)))).containsExactly(1, 16384.75f, 1.25f, 2, 65, 2.25f);
    }

    @Test
    void aWeightMayBeStoredInHalfPrecision() throws IOException {
        var small = new SmallModel();
        quantized(small, "float16");
        // 1, -2, 2^-24 (the smallest), 65504 (the largest), -0, 0.333251953125
        small.data(new byte[] {0, 0x3c, 0, (byte) 0xc0, 1, 0, (byte) 0xff, 0x7b, 0, (byte) 0x80, 0x55, 0x35});

        assertThat(weights(TfjsFile.read(small.write(folder))))
                .containsExactly(1, 65504, -2, -0f, 0x1p-24f, 0.333251953125f);
    }

    @Test
    void halvesBeyondAllNumbersAreKept() {
        assertThat(Quantization.Half.single((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Quantization.Half.single((short) 0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Quantization.Half.single((short) 0x7e00)).isNaN();
    }

    @Test
    void aConstantReadTwiceIsOneParameter() throws IOException {
        var small = new SmallModel();
        ObjectNode again = small.add("again", "Conv2D", "x", "w");
        small.text(again, "padding", "SAME");
        small.add("sum", "AddV2", "y", "again");

        assertThat(TfjsFile.read(small.write(folder)).parameters().names()).containsExactly("conv.weight");
    }

    private static ObjectNode quantized(SmallModel small, String type) {
        return small.weight("w", "float32", 1, 1, 2, 3)
                .putObject("quantization")
                .put("dtype", type)
                .put("original_dtype", "float32");
    }

    private static float[] weights(Model model) {
        return model.parameters().get("conv.weight").data().asFloat();
    }

    static Stream<Arguments> spoilt() {
        return Stream.of(
                spoilt("weights.bin holds 20; they end within weight 'w'", small -> small.data(new byte[20])),
                spoilt("its weights take 24 bytes, but weights.bin holds 25", small -> small.data(new byte[25])),
                spoilt("there is no file other.bin", small -> small.paths().add("other.bin")),
                spoilt("'../weights.bin', which does not lie beside", small -> small.paths()
                        .add("../weights.bin")),
                spoilt("'/etc/passwd', which does not lie beside", small -> small.paths()
                        .add("/etc/passwd")),
                spoilt(
                        "weight 'w' of shape [2000000000, 2000000000, 2000000000] is larger than any file",
                        small -> small.weight("w", "float32", 2_000_000_000, 2_000_000_000, 2_000_000_000)),
                spoilt(
                        "its weights take 8,000,000,000 bytes, but weights.bin holds 24",
                        small -> small.weight("w", "float32", 2_000_000_000)),
                spoilt(
                        "weight 'w' has a dimension -3; they are whole and at least 0",
                        small -> small.weight("w", "float32", -3)),
                spoilt(
                        "weight 'w' has type 'complex64'; there are float32, int32 and bool",
                        small -> small.weight("w", "complex64", 1, 1, 2, 3)),
                spoilt("quantized to 'int4'; there are", small -> quantized(small, "int4")),
                spoilt("weight 'w' is quantized with scale left out", small -> quantized(small, "uint8")),
                spoilt("weight 'w' holds 33554433 in place 0; whole numbers are at most 2^24", small -> {
                    small.weight("w", "int32", 1, 1, 1, 1);
                    small.data(new byte[] {1, 0, 0, 2});
                }),
                spoilt("node 'w' (Const): weightsManifest holds no weight of its name", small -> {
                    small.weight("w", "float32", 0);
                    ((ObjectNode) small.json().path("weightsManifest").get(0)).remove("weights");
                    small.data(new byte[0]);
                }),
                spoilt(
                        "node 'z' (FusedConv3D): there is no such operator here",
                        small -> small.add("z", "FusedConv3D", "y")),
                spoilt(
                        "node 'z' (Relu): it reads 'nowhere', but there is no such node",
                        small -> small.add("z", "Relu", "nowhere")),
                spoilt(
                        "node 'a' (Relu): it takes part in a cycle, or reads from one; graphs must be acyclic",
                        small -> {
                            small.add("a", "Relu", "b");
                            small.add("b", "Relu", "a");
                        }),
                spoilt("two nodes are named 'y'", small -> small.add("y", "Relu", "conv")),
                spoilt("node 'z' (Relu) reads 'y:1'", small -> small.add("z", "Relu", "y:1")),
                spoilt("node 'z' (Relu): it reads 0 nodes, but needs 1", small -> small.add("z", "Relu")),
                spoilt(
                        "node 'z' (Relu): its input 'w' is a constant; it must be computed",
                        small -> small.add("z", "Relu", "w")),
                spoilt(
                        "node 'z' (Conv2D): its input 'y' is computed; it must be a constant",
                        small -> small.add("z", "Conv2D", "y", "y")),
                spoilt("node 'z' (Conv2d): expects a weight", small -> small.add("z", "Conv2D", "y", "w")),
                spoilt(
                        "node 'conv' (Conv2D): padding is 'EVEN'; there are SAME, VALID and EXPLICIT",
                        small -> small.text(small.node("conv"), "padding", "EVEN")),
                spoilt(
                        "node 'conv' (Conv2D): data_format is NCHW; only NHWC can be read",
                        small -> small.text(small.node("conv"), "data_format", "NCHW")),
                spoilt(
                        "node 'z' (Placeholder): its shape is [-1, -1, 3]; only the size of the batch",
                        small -> small.placeholder("z", "-1", "-1", "3")),
                spoilt(
                        "node 'z' (Placeholder): its shape is [8, 3]; the first axis must be that of a batch",
                        small -> small.placeholder("z", "8", "3")),
                spoilt(
                        "node 'z' (Placeholder): attribute 'shape' holds \"many\"",
                        small -> small.placeholder("z", "many")),
                spoilt(
                        "node 'z' (Placeholder): its result [N, 3, 100000, 100000] holds more than 2^31 - 1 numbers",
                        small -> small.placeholder("z", "1", "100000", "100000", "3")),
                spoilt(
                        "node 'z' (Placeholder): its result is larger than any memory",
                        small -> small.placeholder("z", "1", "2000000000", "2000000000", "2000000000")),
                spoilt(
                        "it is a layers model, but has no layers and output_layers in modelTopology.model_config",
                        small -> small.json().put("format", "layers-model").remove("modelTopology")),
                spoilt("it has no modelTopology.node, so it is no graph model", small -> small.json()
                        .remove("modelTopology")),
                spoilt("its weights take 9,223,372,036,854,775,807 bytes, but weights.bin holds 24", small -> {
                    small.weight("v", "float32", 1_000_000_000, 2_000_000_000);
                    small.weight("w", "float32", 1_000_000_000, 2_000_000_000);
                }),
                spoilt("its weights take at least", small -> {
                    // One short file stands for many.
                    for (int i = 0; i < 299; i++) {
                        small.paths().add("weights.bin");
                    }
                    small.weight("w", "float32", 300, 1 << 20);
                    small.data(new byte[4 << 20]);
                }),
                spoilt(
                        "weight 'w' has 33 axes; at most 32",
                        small -> small.weight(
                                "w",
                                "float32",
                                IntStream.generate(() -> 1).limit(33).toArray())),
                spoilt("node 'z\\u001b' (Relu): it reads 'nowhere'", small -> small.add("z\u001b", "Relu", "nowhere")),
                spoilt("node 'z' (PadV2): it pads with no single number", small -> {
                    small.add("pads", "Const");
                    small.add("none", "Const");
                    small.weight("pads", "int32", 4, 2);
                    small.weight("none", "float32", 0);
                    small.data(new byte[24 + 32]);
                    small.add("z", "PadV2", "x", "pads", "none");
                }),
                spoilt("its signature promises the output 'z', but there is no such node", small -> small.json()
                        .putObject("signature")
                        .putObject("outputs")
                        .putObject("z:0")));
    }

    private static Arguments spoilt(String message, Consumer<SmallModel> spoil) {
        return Arguments.of(message, spoil);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoilt")
    void whatIsNoModelIsRefusedInOneSentence(String message, Consumer<SmallModel> spoil) throws IOException {
        var small = new SmallModel();
        spoil.accept(small);
        Path file = small.write(folder);

        assertThatThrownBy(() -> TfjsFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot read " + file + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void weightsAreNotReadFromElsewhere() throws IOException {
        Path models = Files.createDirectory(folder.resolve("models"));
        Path file = new SmallModel().write(models);
        Files.move(models.resolve("weights.bin"), folder.resolve("secret.bin"));
        Files.createSymbolicLink(models.resolve("weights.bin"), folder.resolve("secret.bin"));

        assertThatThrownBy(() -> TfjsFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the file weights.bin with weights does not lie beside the model");
    }

    @Test
    void aMissingFileAndOneThatIsNoJsonAreNamed() throws IOException {
        Path missing = folder.resolve("missing.json");
        assertThatThrownBy(() -> TfjsFile.read(missing))
                .hasMessage("cannot read " + missing + ": there is no such file");
        Path text = Files.writeString(folder.resolve("text.json"), "{\"format\": ");
        assertThatThrownBy(() -> TfjsFile.read(text))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot read " + text + ": it is no JSON: ");
    }

    /** Bytes of the JSON changed at random: a model or an {@code IOException}, nothing else. */
    @Test
    void damagedFilesNeverEscape() throws IOException {
        Path file = new SmallModel().write(folder);
        byte[] sound = Files.readAllBytes(file);
        Random random = new Random(1);
        int refused = 0;
        for (int trial = 0; trial < 2000; trial++) {
            byte[] damaged = Arrays.copyOf(sound, trial % 4 == 0 ? random.nextInt(sound.length) : sound.length);
            for (int change = 0; change < 1 + trial % 3 && damaged.length > 0; change++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(32, 127);
            }
            Files.write(file, damaged);
            try {
                TfjsFile.read(file);
            } catch (IOException expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }
}
