package dev.espalier.engine.integer;

import dev.espalier.model.op.Affine;
import java.util.Arrays;
import java.util.List;

/** Products with a constant, which only count for more or less, and sums with one. */
final class Affines {

    private Affines() {}

    static IntegerTensor affine(Affine op, Site site) {
        IntegerTensor x = site.whole(0);
        if (op.scale() == 0) {
            throw new Unfit("gives one number, whatever it reads");
        }
        Unit factor = Unit.of(Math.abs(op.scale()));
        List<Unit> units = x.units().stream().map(unit -> unit.times(factor)).toList();
        long[] numbers = op.scale() > 0
                ? x.numbers()
                : Arrays.stream(x.numbers()).map(number -> -number).toArray();
        IntegerTensor product = new IntegerTensor(x.dims(), numbers, units, x.axis(), x.bounds());
        return op.shift() == 0 ? product : plus(product, op.shift());
    }

    private static IntegerTensor plus(IntegerTensor x, double shift) {
        Unit ofShift = Unit.of(Math.abs(shift));
        List<Unit> units =
                x.units().stream().map(unit -> Unit.common(unit, ofShift)).toList();
        IntegerTensor fine = x.in(units, x.axis());
        long[] counts = units.stream().mapToLong(ofShift::in).toArray();
        long[] bounds = new long[counts.length];
        for (int position = 0; position < counts.length; position++) {
            bounds[position] = Math.addExact(fine.bound(position), counts[position]);
        }
        long[] sums = new long[fine.numbers().length];
        int inner = fine.inner(fine.axis());
        for (int i = 0; i < sums.length; i++) {
            long count = counts[fine.position(i, inner)];
            sums[i] = fine.numbers()[i] + (shift < 0 ? -count : count);
        }
        return new IntegerTensor(fine.dims(), sums, units, fine.axis(), bounds);
    }
}
