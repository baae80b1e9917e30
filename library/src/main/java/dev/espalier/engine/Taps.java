package dev.espalier.engine;

import dev.espalier.model.op.Resize2d;

/**
 * What resizing does along one axis: output i is {@code (1 - part[i]) x[low[i]] + part[i] x[high[i]]}.
 *
 * @param low the pixel before the place that is read
 * @param high the pixel behind it
 * @param part how far the place is from the first to the second, 0 to 1
 */
public record Taps(int[] low, int[] high, double[] part) {

    /** The pixels and parts for an axis of {@code from} pixels that becomes one of {@code to}. */
    public static Taps of(Resize2d op, int from, int to) {
        Taps taps = new Taps(new int[to], new int[to], new double[to]);
        for (int i = 0; i < to; i++) {
            double place = op.mode() == Resize2d.Mode.NEAREST ? nearest(i, from, to) : between(op, i, from, to);
            taps.low[i] = (int) place;
            taps.high[i] = Math.min(taps.low[i] + 1, from - 1);
            taps.part[i] = place - taps.low[i];
        }
        return taps;
    }

    /** PyTorch rounds the scale to single precision, which decides between two pixels where it is no power of two. */
    private static int nearest(int i, int from, int to) {
        return Math.min((int) (i * ((float) from / to)), from - 1);
    }

    private static double between(Resize2d op, int i, int from, int to) {
        if (op.alignCorners()) {
            return to == 1 ? 0 : i * ((double) (from - 1) / (to - 1));
        }
        return Math.max(0, (i + 0.5) * from / to - 0.5);
    }
}
