package dev.espalier.quantize;

import dev.espalier.model.Cost;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.op.Shape;
import java.util.Optional;

/**
 * What quantization does to one layer.
 *
 * @param layer its node's name
 * @param parameter the name of its weight
 * @param shape of the weight
 * @param encoding how the weight is quantized; empty if it is left as it was
 * @param error the squared difference from the weights as they were over their squared norm,
 *     {@code ||w - q||^2 / ||w||^2}; 0 if all are 0. Training in between counts too
 * @param bytesBefore to store the weight as it was
 * @param bytes to store it now
 * @param note why it is left as it was, or what was done otherwise than asked; may be empty
 */
public record QuantizedLayer(
        String layer,
        String parameter,
        Shape shape,
        Optional<Encoding.Quantized> encoding,
        double error,
        long bytesBefore,
        long bytes,
        String note) {

    static QuantizedLayer of(PlannedLayer planned, Model before, Model after) {
        String parameter = planned.parameter();
        Shape shape = before.graph().node(parameter).shape();
        Encoding encoding = after.encoding(parameter);
        return new QuantizedLayer(
                planned.layer(),
                parameter,
                shape,
                encoding instanceof Encoding.Quantized quantized
                                && planned.set().isPresent()
                        ? Optional.of(quantized)
                        : Optional.empty(),
                LevelErrors.relative(
                        before.parameters().get(parameter), after.parameters().get(parameter)),
                Cost.bytes(before.encoding(parameter), shape),
                Cost.bytes(encoding, shape),
                planned.note());
    }

    /** Whether it is quantized. */
    public boolean quantized() {
        return encoding.isPresent();
    }
}
