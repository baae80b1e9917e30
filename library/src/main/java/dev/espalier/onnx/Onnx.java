package dev.espalier.onnx;

import dev.espalier.model.Model;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Models in the Open Neural Network Exchange format.
 *
 * <pre>{@code
 * Model model = Onnx.read(Path.of("bert.onnx")).with("sequence", 128).model();
 * Onnx.write(model, Path.of("small.onnx"));
 * }</pre>
 */
public final class Onnx {

    private Onnx() {}

    /**
     * Reads a file.
     *
     * @throws IOException if there is no such file or it cannot be read
     * @throws OnnxException if it is no ONNX file, or of an operator set outside {@value OnnxFile#OLDEST_SET} to
     *     {@value OnnxFile#NEWEST_SET}
     */
    public static OnnxFile read(Path file) throws IOException {
        return OnnxFile.read(file);
    }

    /**
     * Writes a model, of operator set {@value OnnxWriter#OPERATOR_SET}; a file of this name is replaced whole or left as it
     * was. Inputs, outputs and nodes keep their names, and an open batch stays open, as the dimension {@code N}. What is a float here is one there, but
     * for inputs that hold positions alone, such as the numbers of words: these are 64-bit integers.
     *
     * <p>Masked parameters are written with their zeros. Quantized ones are integers of 8 bits with DequantizeLinear behind
     * them where these hold their levels, else floats, which the result says; quantized activations are QuantizeLinear with
     * DequantizeLinear. {@link #read} gives all of these back, but for masks. Weights of more than a gigabyte go into a file of their own,
     * as in {@link #writeWithData}.
     *
     * @return what was written
     * @throws IOException if the disk refuses, naming the file
     * @throws OnnxException if the format has no form of an operator, naming the node; nothing is written then
     */
    public static OnnxExport write(Model model, Path file) throws IOException {
        return OnnxWriter.write(model, file, false);
    }

    /**
     * Writes a model with its weights in a file of their own, which is named as the model's with {@code .data} behind it and
     * has to stay beside it.
     *
     * @return what was written
     * @throws IOException as {@link #write} does
     * @throws OnnxException as {@link #write} does
     */
    public static OnnxExport writeWithData(Model model, Path file) throws IOException {
        return OnnxWriter.write(model, file, true);
    }
}
