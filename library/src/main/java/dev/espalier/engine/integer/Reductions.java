package dev.espalier.engine.integer;

import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reduce.Reducer;

/** Sums and means along axes; means are sums in units that count for less. */
final class Reductions {

    private Reductions() {}

    static IntegerTensor reduce(Reduce op, Site site) {
        if (op.reducer() == Reducer.MAX) {
            return Moves.anywhere(site);
        }
        IntegerTensor x = site.whole(0).uniform();
        long[] sums = new long[site.length()];
        int[] steps = steps(op, x.dims());
        for (int i = 0; i < x.numbers().length; i++) {
            sums[place(i, x.dims(), steps)] += x.numbers()[i];
        }
        int count = x.numbers().length / sums.length;
        long bound = Math.multiplyExact(x.bound(), count);
        site.trace().accumulated(bound);
        Unit unit = op.reducer() == Reducer.MEAN ? x.unit(0).dividedBy(count) : x.unit(0);
        return IntegerTensor.uniform(site.dims(), sums, unit, bound);
    }

    /** How far a step along each axis goes in the result: nowhere along those that are summed up. */
    private static int[] steps(Reduce op, long[] dims) {
        int[] steps = new int[dims.length];
        int step = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            if (!op.axes().contains(axis)) {
                steps[axis] = step;
                step *= (int) dims[axis];
            }
        }
        return steps;
    }

    private static int place(int number, long[] dims, int[] steps) {
        int place = 0;
        int rest = number;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            place += rest % (int) dims[axis] * steps[axis];
            rest /= (int) dims[axis];
        }
        return place;
    }
}
