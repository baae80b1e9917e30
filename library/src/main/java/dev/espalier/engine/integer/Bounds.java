package dev.espalier.engine.integer;

import java.util.ArrayList;
import java.util.List;

/** Numbers cut off at bounds. */
final class Bounds {

    private Bounds() {}

    /** Those below min become min, those above max become max; infinity stands for none. */
    static IntegerTensor clamp(Site site, double min, double max) {
        IntegerTensor x = site.exact(0);
        List<Unit> units = new ArrayList<>(x.units());
        for (double limit : new double[] {min, max}) {
            if (limit != 0 && Double.isFinite(limit)) {
                Unit ofLimit = Unit.of(Math.abs(limit));
                units.replaceAll(unit -> finer(unit, ofLimit));
            }
        }
        IntegerTensor fine = x.in(units, x.axis());
        long[] least = limits(units, min);
        long[] most = limits(units, max);
        long[] numbers = new long[fine.numbers().length];
        int inner = fine.inner(fine.axis());
        for (int i = 0; i < numbers.length; i++) {
            int position = fine.position(i, inner);
            numbers[i] = Math.min(Math.max(fine.numbers()[i], least[position]), most[position]);
        }
        return fine.with(fine.dims(), numbers);
    }

    /** A unit that the limit, too, is a whole number of. */
    private static Unit finer(Unit unit, Unit limit) {
        return new Unit(1, Math.min(unit.exponent(), limit.exponent()), unit.divisor());
    }

    private static long[] limits(List<Unit> units, double limit) {
        if (!Double.isFinite(limit)) {
            return units.stream()
                    .mapToLong(unit -> limit > 0 ? Long.MAX_VALUE : Long.MIN_VALUE)
                    .toArray();
        }
        return units.stream().mapToLong(unit -> count(unit, limit)).toArray();
    }

    private static long count(Unit unit, double limit) {
        if (limit == 0) {
            return 0;
        }
        Unit magnitude = Unit.of(Math.abs(limit));
        long count = Math.multiplyExact(
                Unit.shifted(magnitude.mantissa(), magnitude.exponent() - unit.exponent()), unit.divisor());
        return limit < 0 ? -count : count;
    }
}
