package dev.espalier.tfjs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.data.DataPlaces;
import dev.espalier.data.PretrainedModel;
import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.exchange.Exchange;
import dev.espalier.exchange.InputShape;
import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.op.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Functional models of Keras. */
class LayersModelTest {

    @TempDir
    private Path folder;

    /** y = relu(2 x + 1) at twice the size, then y and 2 y and 3 y as channels. */
    private static final String LAYERS =
            """
            {"class_name": "InputLayer", "name": "x", "config": {"batch_input_shape": [null, null, null, 1]},
             "inbound_nodes": []},
            {"class_name": "Conv2D", "name": "conv", "config": {"padding": "same", "strides": [1, 1],
             "dilation_rate": [1, 1], "activation": "linear", "use_bias": true}, "inbound_nodes": [[["x", 0, 0, {}]]]},
            {"class_name": "Activation", "name": "y", "config": {"activation": "relu"},
             "inbound_nodes": [[["conv", 0, 0, {}]]]},
            {"class_name": "UpSampling2D", "name": "up", "config": {"size": [2, 2], "interpolation": "nearest"},
             "inbound_nodes": [[["y", 0, 0, {}]]]},
            {"class_name": "Add", "name": "two", "config": {}, "inbound_nodes": [[["up", 0, 0, {}], ["up", 0, 0, {}]]]},
            {"class_name": "Add", "name": "three", "config": {},
             "inbound_nodes": [[["up", 0, 0, {}], ["up", 0, 0, {}], ["up", 0, 0, {}]]]},
            {"class_name": "Concatenate", "name": "all", "config": {"axis": -1},
             "inbound_nodes": [[["up", 0, 0, {}], ["two", 0, 0, {}], ["three", 0, 0, {}]]]}""";

    private Path write(String layers) throws IOException {
        Files.write(folder.resolve("w.bin"), SmallModel.floats(2, 1));
        return Files.writeString(
                folder.resolve("model.json"),
                """
                {"format": "layers-model", "modelTopology": {"model_config": {"class_name": "Functional", "config": {
                 "layers": [%s], "input_layers": [["x", 0, 0]], "output_layers": [["all", 0, 0]]}}},
                 "weightsManifest": [{"paths": ["w.bin"], "weights": [
                  {"name": "conv/kernel", "shape": [1, 1, 1, 1], "dtype": "float32"},
                  {"name": "conv/bias", "shape": [1], "dtype": "float32"}]}]}"""
                        .formatted(layers));
    }

    private static INDArray run(Model model, INDArray images) {
        Map<String, INDArray> feeds = new HashMap<>(model.parameters().arrays());
        feeds.put(model.input().name(), images);
        try (ReferenceExecutor executor = new ReferenceExecutor(model.graph())) {
            return executor.run(feeds).get(model.output().name()).dup();
        }
    }

    @Test
    void computesWhatItsLayersSay() throws IOException {
        Model model = TfjsFile.read(write(LAYERS), 2, 3);
        assertThat(model.input().shape()).isEqualTo(Shape.batchOf(1, 2, 3));
        assertThat(model.output().shape()).isEqualTo(Shape.batchOf(3, 4, 6));
        assertThat(Exchange.open(folder.resolve("model.json"), List.of(InputShape.parse("Nx1x2x3")))
                        .graph())
                .isEqualTo(model.graph());
        INDArray images = Nd4j.createFromArray(1f, -2, 3, 0, 0.5f, -0.5f).reshape(1, 1, 2, 3);
        float[] y = {3, 0, 7, 1, 2, 0};
        INDArray made = run(model, images);
        for (int channel = 0; channel < 3; channel++) {
            for (int row = 0; row < 4; row++) {
                for (int column = 0; column < 6; column++) {
                    assertThat(made.getFloat(0, channel, row, column))
                            .isEqualTo((channel + 1) * y[row / 2 * 3 + column / 2]);
                }
            }
        }
    }

    @Test
    void saysWhatCannotBeRead() {
        assertFault(LAYERS, "layer 'x' (InputLayer): images may have any height and width; say which", false);
        assertFault(
                LAYERS.replace("\"Activation\"", "\"Activaton\""),
                "layer 'y' (Activaton): there is no such layer here; did you mean 'Activation'?",
                true);
        assertFault(
                LAYERS.replace("\"relu\"", "\"mish\""), "layer 'y' (Activation): there is no activation 'mish'", true);
        assertFault(
                LAYERS.replace("\"nearest\"", "\"bilinear\""), "its interpolation is \"bilinear\"; only nearest", true);
        assertFault(LAYERS.replace("\"all\"", "\"other\""), "promises the output 'all', but there is no such", true);
    }

    private void assertFault(String layers, String message, boolean sized) {
        assertThatThrownBy(() -> {
                    Path file = write(layers);
                    Model read = sized ? TfjsFile.read(file, 2, 2) : TfjsFile.read(file);
                    assertThat(read).isNull();
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    /** The package's own sample, which was cut off at 0 and 255 and rounded: errors of up to a half make 58.92 dB. */
    @Test
    void theUpscalerMakesTheSampleOfItsAuthors() throws IOException {
        Optional<Path> file = PretrainedModel.UPSCALER.find(DataPlaces.system());
        assumeTrue(file.isPresent(), "the network is not on this machine");
        Path fixture = file.get().resolveSibling("fixture.png");
        Path result = file.get().resolveSibling("result.png");
        assumeTrue(Files.exists(fixture) && Files.exists(result), "its sample is not on this machine");
        Model model = TfjsFile.read(file.get(), 128, 128);
        assertThat(Cost.of(model).parameters()).isEqualTo(222_075);

        INDArray made = Transforms.max(Transforms.min(run(model, pixels(fixture)), 255), 0);
        INDArray wanted = pixels(result);
        assertThat(made.shape()).isEqualTo(wanted.shape());
        double squared = made.sub(wanted).norm2Number().doubleValue();
        double psnr = 10 * Math.log10(255 * 255 / (squared * squared / made.length()));
        System.out.printf("upscaler: %.2f dB against its sample%n", psnr);
        assertThat(psnr).isCloseTo(58.95, within(0.05));
    }

    private static INDArray pixels(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        float[] pixels = new float[3 * image.getHeight() * image.getWidth()];
        int plane = pixels.length / 3;
        for (int p = 0; p < plane; p++) {
            int rgb = image.getRGB(p % image.getWidth(), p / image.getWidth());
            pixels[p] = rgb >> 16 & 255;
            pixels[p + plane] = rgb >> 8 & 255;
            pixels[p + 2 * plane] = rgb & 255;
        }
        return Nd4j.createFromArray(pixels).reshape(1, 3, image.getHeight(), image.getWidth());
    }
}
