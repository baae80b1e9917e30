package dev.espalier.engine.integer;

import dev.espalier.model.op.FakeQuantize;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataBuffer;

/** The levels of a few bits: where numbers become narrow again, and where a network's input becomes integers. */
final class Levels {

    private Levels() {}

    static IntegerTensor of(FakeQuantize op, Site site) {
        double step = FakeQuantize.magnitude(site.real(1).getDouble(0));
        Unit unit = Unit.of(step);
        long bound = Math.max(-op.least(), op.most());
        long[] levels = site.operands().get(0).isExact()
                ? requantized(op, site.exact(0), unit)
                : quantized(
                        op,
                        site.real(0).data(),
                        step,
                        site.length(),
                        site.node().name());
        return IntegerTensor.uniform(site.dims(), levels, unit, bound);
    }

    private static long[] requantized(FakeQuantize op, IntegerTensor x, Unit step) {
        Requantization[] ofUnits = IntStream.range(0, x.units().size())
                .mapToObj(position -> Requantization.of(x.unit(position), step, op, x.bound(position)))
                .toArray(Requantization[]::new);
        long[] levels = new long[x.numbers().length];
        int inner = x.inner(x.axis());
        for (int i = 0; i < levels.length; i++) {
            levels[i] = ofUnits[x.position(i, inner)].level(x.numbers()[i]);
        }
        return levels;
    }

    private static long[] quantized(FakeQuantize op, DataBuffer x, double step, int length, String name) {
        long[] levels = new long[length];
        for (int i = 0; i < length; i++) {
            double level = op.level(x.getDouble(i) / step);
            if (Double.isNaN(level)) {
                throw new IllegalArgumentException(
                        "node '" + name + "' (FakeQuantize): number " + i + " is NaN, and no level is near it");
            }
            levels[i] = (long) level;
        }
        return levels;
    }
}
