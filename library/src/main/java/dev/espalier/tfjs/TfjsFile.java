package dev.espalier.tfjs;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.model.Model;
import dev.espalier.model.Printable;
import dev.espalier.model.Step;
import dev.espalier.model.op.Size2d;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Graph models of TensorFlow.js, as {@code tensorflowjs_converter} writes them: weights as float32, or in fewer bytes as
 * float16, uint8 or uint16; and layers models of images, which are functional models of Keras.
 */
public final class TfjsFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a byte of JSON becomes at worst. */
    private static final int BYTES_OF_TREE = 32;

    private TfjsFile() {}

    /**
     * Reads a model. Its inputs and outputs are images [N, C, H, W] where TensorFlow's are [N, H, W, C], with any number of
     * images; its outputs are those of the file's signature, in that order; layers are named as in the file.
     *
     * @param file the JSON file; the weights lie beside it
     * @throws IOException if there is no such file, it is damaged, or it uses an operator that is not known here; names
     *     the file, and the node or the weight
     */
    public static Model read(Path file) throws IOException {
        return read(file, Optional.empty());
    }

    /**
     * Reads a layers model whose images may have any height and width, for one of them.
     *
     * @throws IOException as above, and if it is a graph model, whose images have one size
     */
    public static Model read(Path file, int height, int width) throws IOException {
        return read(file, Optional.of(new Size2d(height, width)));
    }

    private static Model read(Path file, Optional<Size2d> open) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("cannot read " + file + ": "
                    + (Files.exists(file) ? "it is no regular file" : "there is no such file"));
        }
        long memory = Runtime.getRuntime().maxMemory();
        if (Files.size(file) > memory / BYTES_OF_TREE) {
            throw new IOException(String.format(
                    "cannot read %s: it is %,d MB of JSON, too much for the %,d MB that Java may use; start it with a"
                            + " larger -Xmx",
                    file, Files.size(file) >> 20, memory >> 20));
        }
        try {
            Path absolute = file.toAbsolutePath();
            GraphModel source = GraphModel.parse(JSON.readTree(file.toFile()), absolute.getParent(), open);
            Map<String, Tensor> weights = new LinkedHashMap<>(source.constants());
            for (Shards shards : source.weights()) {
                shards.expectFiles();
            }
            Shards.expectRoom(source.weights(), memory);
            for (Shards shards : source.weights()) {
                weights.putAll(shards.read());
            }
            String name = absolute.getFileName().toString().replaceFirst("\\.json$", "");
            return Importer.model(name, source, weights, Step.of("import", "format", "tfjs", "file", name + ".json"));
        } catch (JacksonException damaged) {
            throw new IOException("cannot read " + file + ": it is no JSON: " + damaged.getOriginalMessage(), damaged);
        } catch (Malformed malformed) {
            throw new IOException("cannot read " + file + ": " + Printable.of(malformed.getMessage()), malformed);
        }
    }
}
