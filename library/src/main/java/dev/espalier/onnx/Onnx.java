package dev.espalier.onnx;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Models in the Open Neural Network Exchange format.
 *
 * <pre>{@code
 * Model model = Onnx.read(Path.of("bert.onnx")).with("sequence", 128).model();
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
}
