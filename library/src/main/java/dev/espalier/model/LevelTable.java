package dev.espalier.model;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The levels of a set with the nearest one found at once. Which level is nearest is decided by the numeric midpoints
 * between neighbours, exactly; a weight halfway between two goes to the smaller.
 *
 * <p>The midpoints are searched from the right place on: a table knows for each 128th of every octave below 1 how many
 * lie below it.
 */
public final class LevelTable {

    private static final int STEP_BITS = 7;
    private static final int SHIFT = 52 - STEP_BITS;
    /** Half the smallest level of any set is 2^-63. */
    private static final int SMALLEST_EXPONENT = -64;

    private static final double SMALLEST = Math.scalb(1.0, SMALLEST_EXPONENT);
    private static final int FIRST_CELL = cell(SMALLEST);
    private static final Map<LevelSet, LevelTable> TABLES = new ConcurrentHashMap<>();

    private final double[] magnitudes;
    private final double[] midpoints;
    private final byte[] below;

    private LevelTable(LevelSet set) {
        magnitudes = set.magnitudes();
        midpoints = midpoints(set);
        below = new byte[-SMALLEST_EXPONENT << STEP_BITS];
        int passed = 0;
        for (int i = 0; i < below.length; i++) {
            double start = Double.longBitsToDouble((long) (FIRST_CELL + i) << SHIFT);
            while (passed < midpoints.length && midpoints[passed] < start) {
                passed++;
            }
            below[i] = (byte) passed;
        }
    }

    /** From integers, where they are exact. */
    private static double[] midpoints(LevelSet set) {
        long[] integers = set.integers();
        double[] midpoints = new double[integers.length - 1];
        for (int i = 0; i < midpoints.length; i++) {
            midpoints[i] = (integers[i] + integers[i + 1]) / (2.0 * set.unit());
        }
        return midpoints;
    }

    private static int cell(double ratio) {
        return (int) (Double.doubleToRawLongBits(ratio) >>> SHIFT);
    }

    /** The table of a set; there is one of each. */
    public static LevelTable of(LevelSet set) {
        return TABLES.computeIfAbsent(set, LevelTable::new);
    }

    /** How many levels there are at or above 0. */
    public int count() {
        return magnitudes.length;
    }

    /** A level by its number, counted from 0 at 0 upwards: {@link LevelSet#magnitudes()}. */
    public double magnitude(int level) {
        return magnitudes[level];
    }

    /** The number that lies halfway between a level and the next. */
    public double midpoint(int level) {
        return midpoints[level];
    }

    /**
     * The number of the level nearest to a magnitude.
     *
     * @param ratio |weight| / scale, at or above 0; above 1 the answer is the last
     */
    public int nearest(double ratio) {
        if (ratio < SMALLEST) {
            return 0;
        }
        if (ratio >= 1) {
            return midpoints.length;
        }
        int level = below[cell(ratio) - FIRST_CELL];
        while (level < midpoints.length && ratio > midpoints[level]) {
            level++;
        }
        return level;
    }
}
