package dev.espalier.onnx;

/** A file that cannot be read as a model, or a model that cannot be written: says which file, which node and why. */
public final class OnnxException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    OnnxException(String message) {
        super(message);
    }

    OnnxException(String message, Throwable cause) {
        super(message, cause);
    }
}
