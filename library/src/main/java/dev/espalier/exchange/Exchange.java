package dev.espalier.exchange;

import dev.espalier.model.Model;
import dev.espalier.model.file.ModelFile;
import dev.espalier.model.op.Shape;
import dev.espalier.onnx.Onnx;
import dev.espalier.onnx.OnnxException;
import dev.espalier.onnx.OnnxExport;
import dev.espalier.onnx.OnnxFile;
import dev.espalier.tfjs.TfjsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads and writes models in the format that a file's name ends in.
 *
 * <pre>{@code
 * Model model = Exchange.open(Path.of("detector.onnx"));
 * Exchange.save(model, Path.of("detector.espalier"));
 * }</pre>
 */
public final class Exchange {

    private static final String ONNX = ".onnx";
    private static final String TFJS = ".json";
    private static final String OWN = ".espalier";

    private Exchange() {}

    private static boolean is(Path file, String end) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(end);
    }

    /** Reads a model whose file says how large its inputs are. */
    public static Model open(Path file) throws IOException {
        return open(file, List.of());
    }

    /**
     * Reads a model: {@code .onnx}, {@code .json} of a TensorFlow.js model, and of any other name what
     * {@link ModelFile} saves. A batch that the file leaves open stays open where the network allows that and no shape
     * fixes it; otherwise it is of one item.
     *
     * @param inputs shapes for what an ONNX file leaves open, or the one of a layers model of TensorFlow.js
     * @throws IOException if there is no such file or it cannot be read, naming it
     * @throws IllegalArgumentException if it is an ONNX file that cannot be read, or one of another format and shapes are
     *     given
     */
    public static Model open(Path file, List<InputShape> inputs) throws IOException {
        if (is(file, ONNX)) {
            return onnx(Onnx.read(file), inputs);
        }
        if (is(file, TFJS) && inputs.size() == 1 && inputs.get(0).shape().rank() == 4) {
            Shape images = inputs.get(0).shape();
            return TfjsFile.read(file, images.dim(2), images.dim(3));
        }
        if (!inputs.isEmpty()) {
            throw new IllegalArgumentException(
                    file.getFileName()
                            + " says itself what shapes its inputs have; only those of ONNX files and layers models can be given");
        }
        return isOwn(file) ? ModelFile.load(file) : TfjsFile.read(file);
    }

    /** Whether {@link #open} takes a file for one that {@link ModelFile} saved. */
    public static boolean isOwn(Path file) {
        return !is(file, ONNX) && !is(file, TFJS);
    }

    private static Model onnx(OnnxFile file, List<InputShape> inputs) {
        OnnxFile sized = file;
        for (InputShape input : inputs) {
            sized = sized.withShape(input.input(), input.shape());
        }
        if (!inputs.isEmpty() || !file.leavesBatchOpen()) {
            return sized.model();
        }
        try {
            return file.withOpenBatch().model();
        } catch (OnnxException closed) {
            // Some networks mix the items of a batch.
            return file.model();
        }
    }

    /**
     * Writes a model: as {@code .onnx} or {@code .espalier}.
     *
     * @throws IOException if the disk refuses, naming the file
     * @throws IllegalArgumentException if the name ends in something else, or the model has no form in the format
     */
    public static Saved save(Model model, Path file) throws IOException {
        if (is(file, ONNX)) {
            OnnxExport export = Onnx.write(model, file);
            return new Saved(file, export.bytes(), Optional.of(export));
        }
        if (is(file, OWN)) {
            ModelFile.save(model, file);
            return new Saved(file, Files.size(file), Optional.empty());
        }
        throw new IllegalArgumentException("'" + file.getFileName()
                + "' does not say what format to write; models become " + ONNX + " or " + OWN + " files");
    }
}
