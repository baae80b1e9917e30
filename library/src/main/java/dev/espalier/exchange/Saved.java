package dev.espalier.exchange;

import dev.espalier.onnx.OnnxExport;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A model that was saved.
 *
 * @param file it is in
 * @param bytes of it, and of what lies beside it
 * @param onnx what it became, if it is an ONNX file
 */
public record Saved(Path file, long bytes, Optional<OnnxExport> onnx) {

    @Override
    public String toString() {
        return onnx.map(OnnxExport::toString).orElseGet(() -> String.format(Locale.ROOT, "%s: %,d bytes", file, bytes));
    }
}
