package dev.espalier.engine.integer;

import dev.espalier.model.op.ConvTranspose2d;
import java.util.Collections;
import java.util.List;

/**
 * Transposed convolutions, as the convolutions they undo: their outputs are the pixels here, and their images the results.
 * Every pixel times every weight of its channel, added where it lands. Scales of a weight belong
 * to the channels that are read, so all sums are counted in one unit.
 */
final class Spreads {

    private final ConvTranspose2d op;
    private final IntegerTensor x;
    private final IntegerWeights weights;
    private final long[] dims;
    private final Unit unit;

    private Spreads(ConvTranspose2d op, Site site) {
        this.op = op;
        this.x = site.whole(0).uniform();
        this.weights = site.weightsOf(1);
        this.dims = site.dims();
        this.unit = weights.common();
    }

    static IntegerTensor spread(ConvTranspose2d op, Site site) {
        return new Spreads(op, site).sums(site);
    }

    private IntegerTensor sums(Site site) {
        int outPerGroup = op.out() / op.groups();
        int inPerGroup = (int) x.dims()[1] / op.groups();
        int area = (int) (dims[2] * dims[3]);
        long[] sums = new long[site.length()];
        long[] bounds = new long[op.out()];
        Accumulator accumulator = new Accumulator(area, x.bound());
        for (int image = 0; image < dims[0]; image++) {
            for (int out = 0; out < op.out(); out++) {
                int first = out / outPerGroup * inPerGroup;
                accumulator.begin();
                for (int channel = first; channel < first + inPerGroup; channel++) {
                    add(image, channel, out % outPerGroup, accumulator);
                }
                accumulator.copy(sums, (image * op.out() + out) * area);
                bounds[out] = accumulator.bound();
            }
        }
        List<Unit> units = Collections.nCopies(op.out(), unit.times(x.unit(0)));
        return Products.biased(site, sums, units, accumulator.widest(), bounds, 1);
    }

    /** Adds what one channel gives to one output of its group. */
    private void add(int image, int channel, int out, Accumulator accumulator) {
        IntegerWeights.Row row = weights.rows().get(channel);
        if (row.isZero()) {
            return;
        }
        int area = op.kernel().area();
        int kernel = (channel * (op.out() / op.groups()) + out) * area;
        long factor = row.unit().in(unit);
        for (IntegerWeights.Group group : row.groups()) {
            for (int i = Math.max(kernel, group.from()); i < Math.min(kernel + area, group.to()); i++) {
                accumulator.weigh(weights.integers()[i], group.shifts());
                land(image, channel, i - kernel, accumulator);
            }
            accumulator.end(Math.multiplyExact(group.factor(), factor));
        }
    }

    /** Adds what one tap gives of one channel, wherever that is inside the output. */
    private void land(int image, int channel, int tap, Accumulator accumulator) {
        int height = (int) x.dims()[2];
        int width = (int) x.dims()[3];
        int down = tap / op.kernel().width() * op.dilation().height()
                - op.padding().height();
        int right =
                tap % op.kernel().width() * op.dilation().width() - op.padding().width();
        int firstRow = Windows.first(down, op.stride().height());
        int lastRow = Windows.last(down, op.stride().height(), (int) dims[2], height);
        int firstColumn = Windows.first(right, op.stride().width());
        int count = Windows.last(right, op.stride().width(), (int) dims[3], width) - firstColumn + 1;
        for (int row = firstRow; row <= lastRow && count > 0; row++) {
            int from = ((image * (int) x.dims()[1] + channel) * height + row) * width + firstColumn;
            int to = (row * op.stride().height() + down) * (int) dims[3]
                    + firstColumn * op.stride().width()
                    + right;
            accumulator.add(x.numbers(), from, 1, to, op.stride().width(), count);
        }
    }
}
