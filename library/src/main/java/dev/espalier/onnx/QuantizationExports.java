package dev.espalier.onnx;

import dev.espalier.model.op.FakeQuantize;
import dev.espalier.onnx.Exporters.Registry;
import java.util.List;

/**
 * Quantized activations: QuantizeLinear and DequantizeLinear as far as the 8 bits of these reach. Fewer bits are cut off
 * before them; more are calculated in floating point.
 */
final class QuantizationExports {

    private static final int BITS = 8;

    private QuantizationExports() {}

    static void register(Registry registry) {
        registry.accept(FakeQuantize.class, QuantizationExports::fakeQuantize);
    }

    private static void fakeQuantize(FakeQuantize op, Export at) {
        if (op.bits() > BITS || !at.isParameter(1)) {
            spellOut(op, at);
            return;
        }
        String scale = at.writing().magnitude(at.source(1).name());
        String zero = at.writing().zeroPoint(op.signed() ? ElementType.INT8 : ElementType.UINT8);
        String x = at.input(0);
        if (op.bits() < BITS) {
            double step = FakeQuantize.magnitude(
                    at.writing().model().parameters().get(at.source(1).name()).getFloat(0));
            x = at.add("Clip", List.of(x, at.scalar(op.least() * step), at.scalar(op.most() * step)));
        }
        String levels = at.add("QuantizeLinear", List.of(x, scale, zero));
        at.result("DequantizeLinear", List.of(levels, scale, zero));
    }

    private static void spellOut(FakeQuantize op, Export at) {
        String step;
        if (at.isParameter(1)) {
            step = at.writing().magnitude(at.source(1).name());
            at.writing().widened().add(at.node().name());
        } else {
            step = at.add("Max", List.of(at.add("Abs", List.of(at.input(1))), at.scalar(Float.MIN_NORMAL)));
        }
        String rounded = at.add("Round", List.of(at.add("Div", List.of(at.input(0), step))));
        String level = at.add("Clip", List.of(rounded, at.scalar(op.least()), at.scalar(op.most())));
        at.result("Mul", List.of(level, step));
    }
}
