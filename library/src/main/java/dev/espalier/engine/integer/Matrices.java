package dev.espalier.engine.integer;

import dev.espalier.model.op.MatMul;

/** Products of matrices that are both computed: levels times levels, summed up. */
final class Matrices {

    private Matrices() {}

    static IntegerTensor product(MatMul op, Site site) {
        IntegerTensor a = site.whole(0).uniform();
        IntegerTensor b = site.whole(1).uniform();
        int axes = site.dims().length;
        int rows = (int) site.dims()[axes - 2];
        int columns = (int) site.dims()[axes - 1];
        int inner = (int) a.dims()[a.dims().length - (op.transposeA() ? 2 : 1)];
        int nextRow = op.transposeA() ? 1 : inner;
        int nextOfA = op.transposeA() ? rows : 1;
        int nextColumn = op.transposeB() ? inner : 1;
        int nextOfB = op.transposeB() ? 1 : columns;
        boolean single = b.dims().length == 2;
        long[] sums = new long[site.length()];
        for (int i = 0; i < sums.length; i++) {
            int matrix = i / (rows * columns);
            int ofA = matrix * rows * inner + i / columns % rows * nextRow;
            int ofB = (single ? 0 : matrix * inner * columns) + i % columns * nextColumn;
            for (int k = 0; k < inner; k++) {
                sums[i] += a.numbers()[ofA + k * nextOfA] * b.numbers()[ofB + k * nextOfB];
            }
        }
        long bound = Math.multiplyExact(Math.multiplyExact(a.bound(), b.bound()), inner);
        site.trace().accumulated(bound);
        return IntegerTensor.uniform(site.dims(), sums, a.unit(0).times(b.unit(0)), bound);
    }
}
