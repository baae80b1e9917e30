package dev.espalier.kernel.bench;

import dev.espalier.model.op.FakeQuantize;
import java.util.List;

/**
 * What the integers of a tensor stand for: scale times what they are above the zero point.
 *
 * @param scales one, or one for each position along the axis
 * @param zeroPoint the integer that stands for 0
 * @param axis of the scales, if there are several
 */
record TfliteLevels(List<Float> scales, int zeroPoint, int axis) {

    /** Of the levels of activations that fit bytes. */
    static final int BITS = 8;

    TfliteLevels {
        scales = List.copyOf(scales);
    }

    /** Those of activations. Levels from 0 to 255 become bytes with a sign, as they do where models are converted. */
    static TfliteLevels of(FakeQuantize quantize, double step) {
        int zero = quantize.signed() ? 0 : Byte.MIN_VALUE;
        return new TfliteLevels(List.of((float) FakeQuantize.magnitude(step)), zero, 0);
    }

    /** The scale of a tensor that has only one. */
    float scale() {
        return scales.get(0);
    }
}
