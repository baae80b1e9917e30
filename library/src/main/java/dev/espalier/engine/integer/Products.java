package dev.espalier.engine.integer;

import dev.espalier.model.op.Conv2d;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolutions and linear layers: integers of weights times levels of activations, summed up, and the bias. */
final class Products {

    private Products() {}

    static IntegerTensor linear(Site site) {
        IntegerTensor x = site.whole(0).uniform();
        IntegerWeights weights = site.weightsOf(1);
        int axis = site.dims().length - 1;
        int in = (int) x.dims()[axis];
        int out = (int) site.dims()[axis];
        int items = site.length() / out;
        long[] sums = new long[site.length()];
        Accumulator accumulator = new Accumulator(items, x.bound());
        long[] bounds = new long[out];
        for (int o = 0; o < out; o++) {
            int row = o * in;
            accumulator.begin();
            for (IntegerWeights.Group group : weights.rows().get(o).groups()) {
                for (int i = group.from(); i < group.to(); i++) {
                    accumulator.weigh(weights.integers()[i], group.shifts());
                    accumulator.add(x.numbers(), i - row, in, 0, 1, items);
                }
                accumulator.end(group.factor());
            }
            for (int item = 0; item < items; item++) {
                sums[item * out + o] = accumulator.total(item);
            }
            bounds[o] = accumulator.bound();
        }
        return biased(site, sums, units(weights, x), accumulator.widest(), bounds, axis);
    }

    static IntegerTensor convolve(Conv2d op, Site site) {
        IntegerTensor x = site.whole(0).uniform();
        IntegerWeights weights = site.weightsOf(1);
        Windows windows = new Windows(op, x.dims(), site.dims());
        long[] sums = new long[site.length()];
        Accumulator accumulator = new Accumulator(windows.outArea(), x.bound());
        long[] bounds = new long[op.out()];
        for (int image = 0; image < site.dims()[0]; image++) {
            for (int o = 0; o < op.out(); o++) {
                accumulator.begin();
                for (IntegerWeights.Group group : weights.rows().get(o).groups()) {
                    for (int i = group.from(); i < group.to(); i++) {
                        accumulator.weigh(weights.integers()[i], group.shifts());
                        windows.add(image, o, i, x.numbers(), accumulator);
                    }
                    accumulator.end(group.factor());
                }
                accumulator.copy(sums, (image * op.out() + o) * windows.outArea());
                bounds[o] = accumulator.bound();
            }
        }
        return biased(site, sums, units(weights, x), accumulator.widest(), bounds, 1);
    }

    private static List<Unit> units(IntegerWeights weights, IntegerTensor x) {
        return weights.rows().stream().map(row -> row.unit().times(x.unit(0))).toList();
    }

    /** The sums, and the bias if there is one. */
    static IntegerTensor biased(Site site, long[] sums, List<Unit> units, long widest, long[] bounds, int axis) {
        site.trace().accumulated(widest);
        IntegerTensor products = new IntegerTensor(site.dims(), sums, units, axis, bounds);
        return site.operands().size() == 3 ? plus(products, site.real(2), axis) : products;
    }

    /** The bias joins in units that it, too, is a whole number of. */
    private static IntegerTensor plus(IntegerTensor products, INDArray bias, int axis) {
        List<Unit> units = new ArrayList<>();
        int channels = (int) products.dims()[axis];
        for (int channel = 0; channel < channels; channel++) {
            double number = bias.getDouble(channel);
            Unit unit = products.unit(channel);
            units.add(number == 0 ? unit : Unit.common(unit, Unit.of(Math.abs(number))));
        }
        IntegerTensor fine = products.in(units, axis);
        long[] counts = new long[channels];
        long[] bounds = new long[channels];
        for (int channel = 0; channel < channels; channel++) {
            double number = bias.getDouble(channel);
            long count = number == 0 ? 0 : Unit.of(Math.abs(number)).in(units.get(channel));
            counts[channel] = number < 0 ? -count : count;
            bounds[channel] = Math.addExact(fine.bound(channel), count);
        }
        int inner = fine.inner(axis);
        for (int i = 0; i < fine.numbers().length; i++) {
            fine.numbers()[i] += counts[i / inner % channels];
        }
        return new IntegerTensor(fine.dims(), fine.numbers(), units, axis, bounds);
    }
}
