package dev.espalier.engine.integer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sums and differences of two tensors, one of which may be repeated along the first axes of the other. */
final class Sums {

    private Sums() {}

    /** The first plus sign times the second. */
    static IntegerTensor add(Site site, int sign) {
        IntegerTensor a = whole(site, 0);
        IntegerTensor b = whole(site, 1);
        if (!a.isUniform() && !b.isUniform() && a.axis() != b.axis()) {
            a = a.uniform();
        }
        int axis = a.isUniform() ? b.axis() : a.axis();
        List<Unit> units = new ArrayList<>();
        for (int i = 0; i < Math.max(a.units().size(), b.units().size()); i++) {
            units.add(Unit.common(a.unit(i), b.unit(i)));
        }
        IntegerTensor left = a.in(units, axis);
        IntegerTensor right = b.in(units, axis);
        long[] bounds = new long[units.size()];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = Math.addExact(left.bound(i), right.bound(i));
        }
        long[] sums = new long[left.numbers().length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = left.numbers()[i] + sign * right.numbers()[i];
        }
        return new IntegerTensor(site.dims(), sums, units, axis, bounds);
    }

    /** An operand, repeated to the extents of the result. */
    private static IntegerTensor whole(Site site, int input) {
        IntegerTensor term = site.term(input);
        long[] dims = site.dims();
        if (Arrays.equals(term.dims(), dims)) {
            return term;
        }
        int further = dims.length - term.dims().length;
        if (further < 0 || !Arrays.equals(term.dims(), Arrays.copyOfRange(dims, further, dims.length))) {
            throw new Unfit("repeats one operand over the other within it");
        }
        return term.repeated(dims);
    }
}
