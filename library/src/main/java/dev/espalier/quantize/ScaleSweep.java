package dev.espalier.quantize;

import dev.espalier.model.LevelTable;
import java.util.Arrays;

/**
 * The best scale of all, for few weights. As the scale falls from infinity, all levels start at 0 and rise one step at a
 * time, each where {@code |w| / scale} passes a midpoint. Every choice of levels that is nearest for any scale comes by,
 * and of each the best scale and its error are known: {@code <w, w> - <w, q>^2 / <q, q>}.
 */
final class ScaleSweep {

    private long[] rises = new long[0];

    /**
     * The best scale.
     *
     * @param magnitudes at or above 0, at least one above
     */
    double best(float[] magnitudes, int length, LevelTable levels) {
        int steps = levels.count() - 1;
        sort(magnitudes, length, levels);
        double crossed = 0;
        double norm = 0;
        double best = 0;
        double scale = 0;
        for (int i = length * steps - 1; i >= 0; i--) {
            int rise = (int) rises[i];
            double low = levels.magnitude(rise % steps);
            double high = levels.magnitude(rise % steps + 1);
            crossed += magnitudes[rise / steps] * (high - low);
            norm += high * high - low * low;
            if (crossed * crossed > best * norm) {
                best = crossed * crossed / norm;
                scale = crossed / norm;
            }
        }
        return scale;
    }

    /** All steps of all weights in the order of the scales where they happen, smallest first. */
    private void sort(float[] magnitudes, int length, LevelTable levels) {
        int steps = levels.count() - 1;
        rises = rises.length < length * steps ? new long[length * steps] : rises;
        for (int i = 0; i < length; i++) {
            for (int step = 0; step < steps; step++) {
                // Positive floats are ordered as their bits are.
                long scale = Float.floatToIntBits((float) (magnitudes[i] / levels.midpoint(step)));
                rises[i * steps + step] = scale << 32 | (long) i * steps + step;
            }
        }
        Arrays.sort(rises, 0, length * steps);
    }
}
