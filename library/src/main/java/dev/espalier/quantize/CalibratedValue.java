package dev.espalier.quantize;

import dev.espalier.model.op.FakeQuantize;
import java.util.List;

/**
 * An activation with its quantizer.
 *
 * @param value the node it comes from
 * @param readers the layers it is quantized for
 * @param bits of its levels
 * @param signed whether it can be negative
 * @param largest the largest magnitude seen
 * @param step between levels
 * @param squaredError mean squared error of the rounded numbers, relative to that of putting zeros in their place: 0 is
 *     exact
 */
public record CalibratedValue(
        String value, List<String> readers, int bits, boolean signed, double largest, float step, double squaredError) {

    public CalibratedValue {
        readers = List.copyOf(readers);
    }

    static CalibratedValue of(QuantizationPoint point, FakeQuantize op, Observation seen, Observer observer) {
        double range = seen.largest() == 0 ? 1 : observer.range(seen, op);
        float step = (float) FakeQuantize.magnitude((float) (range / op.most()));
        double lost = seen.squaredError(op, Float.MAX_VALUE);
        double error = lost == 0 ? 0 : seen.squaredError(op, step) / lost;
        return new CalibratedValue(point.value(), point.readers(), op.bits(), op.signed(), seen.largest(), step, error);
    }

    /** The largest number that is not cut off. */
    public double range() {
        return step * (double) new FakeQuantize(bits, signed).most();
    }
}
