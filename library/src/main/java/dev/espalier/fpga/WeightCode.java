package dev.espalier.fpga;

import dev.espalier.model.LevelSet;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * How a weight's level is written for hardware, in as many bits as its level set has. The highest bit is the sign.
 *
 * <ul>
 *   <li>fixed: the integer in two's complement; the word 100..0 is no level.
 *   <li>power of two: sign, then e; e = 0 for 0 and 1 + k for 2^-k.
 *   <li>sum of two powers: sign, then e1 with m1 bits, then e2 with m2 bits; e = 0 for 0 and k for 2^-k. Several words can
 *       mean one level; {@link #word} takes the one with the smallest e2, so that the second shift is used least.
 * </ul>
 *
 * @param set the levels
 */
record WeightCode(LevelSet set) {

    /** All words that mean a level, redundant ones and the two zeros too, in ascending order. */
    List<Integer> words() {
        return IntStream.range(0, 1 << set.bits())
                .filter(word -> level(word).isPresent())
                .boxed()
                .toList();
    }

    /** What a word means: the level times {@link LevelSet#unit()}; empty if it means none. */
    OptionalLong level(int word) {
        int magnitudeBits = set.bits() - 1;
        int rest = word & ((1 << magnitudeBits) - 1);
        boolean negative = word >>> magnitudeBits != 0;
        if (set instanceof LevelSet.Fixed) {
            long level = negative ? rest - (1L << magnitudeBits) : rest;
            return Math.abs(level) > set.unit() ? OptionalLong.empty() : OptionalLong.of(level);
        }
        double magnitude;
        if (set instanceof LevelSet.SumOfPowers sum) {
            int second = rest & ((1 << sum.secondBits()) - 1);
            magnitude = power(rest >>> sum.secondBits(), 0) + power(second, 0);
        } else {
            magnitude = power(rest, 1);
        }
        long level = Math.round(magnitude * set.unit());
        return OptionalLong.of(negative ? -level : level);
    }

    private static double power(int exponent, int offset) {
        return exponent == 0 ? 0 : Math.scalb(1.0, offset - exponent);
    }

    /**
     * The word of a level.
     *
     * @param level times {@link LevelSet#unit()}
     * @throws IllegalArgumentException if the set does not have it
     */
    int word(long level) {
        int sign = level < 0 ? 1 << (set.bits() - 1) : 0;
        if (Arrays.binarySearch(set.integers(), Math.abs(level)) < 0) {
            throw new IllegalArgumentException(level + "/" + set.unit() + " is no level of " + set
                    + "; its magnitudes are " + Arrays.toString(set.integers()) + " / " + set.unit());
        }
        if (set instanceof LevelSet.Fixed) {
            return (int) level & ((1 << set.bits()) - 1);
        }
        return sign | magnitudeWord(Math.abs(level));
    }

    private int magnitudeWord(long magnitude) {
        if (set instanceof LevelSet.SumOfPowers sum) {
            for (int second = 0; second < 1 << sum.secondBits(); second++) {
                for (int first = 0; first < 1 << sum.firstBits(); first++) {
                    int word = first << sum.secondBits() | second;
                    if (level(word).orElseThrow() == magnitude) {
                        return word;
                    }
                }
            }
        }
        return magnitude == 0 ? 0 : (1 << (set.bits() - 1)) - 1 - Long.numberOfTrailingZeros(magnitude);
    }
}
