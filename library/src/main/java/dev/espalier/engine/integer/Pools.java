package dev.espalier.engine.integer;

import dev.espalier.model.op.AveragePool2d;
import java.util.Arrays;
import java.util.List;

/** Means of images: sums, in units that count for less. */
final class Pools {

    private Pools() {}

    static IntegerTensor global(Site site) {
        IntegerTensor x = images(site);
        int positions = x.inner(1);
        long[] sums = new long[x.numbers().length / positions];
        for (int i = 0; i < x.numbers().length; i++) {
            sums[i / positions] += x.numbers()[i];
        }
        return mean(site, x, sums, positions);
    }

    static IntegerTensor average(AveragePool2d op, Site site) {
        if (op.padding().height() + op.padding().width() != 0) {
            throw new Unfit("takes means over fewer pixels at the border");
        }
        IntegerTensor x = images(site);
        int height = (int) x.dims()[2];
        int width = (int) x.dims()[3];
        int outHeight = (int) site.dims()[2];
        int outWidth = (int) site.dims()[3];
        long[] sums = new long[site.length()];
        for (int i = 0; i < sums.length; i++) {
            int image = i / (outHeight * outWidth);
            int row = i / outWidth % outHeight * op.stride().height();
            int column = i % outWidth * op.stride().width();
            for (int ki = 0; ki < op.kernel().height(); ki++) {
                int from = (image * height + row + ki) * width + column;
                for (int kj = 0; kj < op.kernel().width(); kj++) {
                    sums[i] += x.numbers()[from + kj];
                }
            }
        }
        return mean(site, x, sums, op.kernel().area());
    }

    private static IntegerTensor images(Site site) {
        IntegerTensor x = site.exact(0);
        return x.axis() == 1 ? x : x.uniform();
    }

    private static IntegerTensor mean(Site site, IntegerTensor x, long[] sums, int count) {
        List<Unit> units = x.units().stream().map(unit -> unit.dividedBy(count)).toList();
        site.trace().accumulated(Math.multiplyExact(x.bound(), count));
        long[] bounds = Arrays.stream(x.bounds()).map(bound -> bound * count).toArray();
        return new IntegerTensor(site.dims(), sums, units, x.axis(), bounds);
    }
}
