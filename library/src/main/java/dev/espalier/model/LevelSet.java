package dev.espalier.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The values that a quantized weight can have, before they are scaled: a symmetric set with zero in it and 1 as its
 * largest magnitude. MSQ (arXiv 2012.04240) compares the three.
 */
public sealed interface LevelSet {

    /** Fewest bits of any level set. */
    int LEAST_BITS = 2;

    /** Most bits of any level set. */
    int MOST_BITS = 8;

    /**
     * Equidistant levels: magnitudes k / (2^(bits-1) - 1) for k = 0, 1, ..., 2^(bits-1) - 1. A product needs a
     * multiplier.
     *
     * @param bits sign included, 2 to 8
     */
    record Fixed(int bits) implements LevelSet {
        public Fixed {
            check("fixed", bits, LEAST_BITS, MOST_BITS);
        }

        @Override
        public double[] magnitudes() {
            return IntStream.rangeClosed(0, (int) unit())
                    .mapToDouble(k -> (double) k / unit())
                    .toArray();
        }

        @Override
        public long unit() {
            return (1L << (bits - 1)) - 1;
        }

        @Override
        public String toString() {
            return "fixed" + bits;
        }
    }

    /**
     * Powers of two: magnitudes 0 and 2^-k for k = 0, 1, ..., 2^(bits-1) - 2. A product is one shift.
     *
     * @param bits sign included, 2 to 7; with 8 the smallest level would be 2^-126
     */
    record PowerOfTwo(int bits) implements LevelSet {
        public PowerOfTwo {
            check("p2-", bits, LEAST_BITS, MOST_BITS - 1);
        }

        @Override
        public double[] magnitudes() {
            DoubleStream powers =
                    IntStream.rangeClosed(2 - (1 << (bits - 1)), 0).mapToDouble(k -> Math.scalb(1.0, k));
            return DoubleStream.concat(DoubleStream.of(0), powers).toArray();
        }

        @Override
        public long unit() {
            return 1L << ((1 << (bits - 1)) - 2);
        }

        @Override
        public String toString() {
            return "p2-" + bits;
        }
    }

    /**
     * Sums of two powers of two (SP2, arXiv 2012.04240, equation 8): magnitudes q1 + q2 with q1 in
     * {0, 2^-1, ..., 2^-(2^m1 - 1)}, q2 in {0, 2^-1, ..., 2^-(2^m2 - 1)}, m1 + m2 = bits - 1 and m1 - m2 = 0 or 1. A
     * product is two shifts and an addition. Several pairs give the same level, so there are fewer levels than codes.
     *
     * @param bits sign included, 3 to 8; with 2 there is no second power
     */
    record SumOfPowers(int bits) implements LevelSet {
        public SumOfPowers {
            check("sp2-", bits, LEAST_BITS + 1, MOST_BITS);
        }

        /** m1, the bits of the first exponent. */
        public int firstBits() {
            return bits / 2;
        }

        /** m2, the bits of the second exponent. */
        public int secondBits() {
            return (bits - 1) / 2;
        }

        @Override
        public double[] magnitudes() {
            return terms(firstBits())
                    .flatMap(q1 -> terms(secondBits()).map(q2 -> q1 + q2))
                    .distinct()
                    .sorted()
                    .toArray();
        }

        private static DoubleStream terms(int exponentBits) {
            return IntStream.range(0, 1 << exponentBits).mapToDouble(k -> k == 0 ? 0 : Math.scalb(1.0, -k));
        }

        @Override
        public long unit() {
            return 1L << ((1 << firstBits()) - 1);
        }

        @Override
        public String toString() {
            return "sp2-" + bits;
        }
    }

    /** How many bits a weight takes, sign included. */
    int bits();

    /** The levels at or above 0 in ascending order, each once: 0 first, 1 last. The others are their negatives. */
    double[] magnitudes();

    /** The smallest number that makes all levels integers: {@code level * unit()} is what integer arithmetic works on. */
    long unit();

    /** {@link #magnitudes()} as the integers of hardware: {@code magnitude * unit()}, exactly. */
    default long[] integers() {
        return Arrays.stream(magnitudes())
                .mapToLong(magnitude -> Math.round(magnitude * unit()))
                .toArray();
    }

    /**
     * The level set of a name as {@code toString} gives it: {@code fixed4}, {@code p2-4}, {@code sp2-4}.
     *
     * @throws IllegalArgumentException if there is none
     */
    static LevelSet parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        if (name.matches("(fixed|p2-|sp2-)[0-9]")) {
            int bits = name.charAt(name.length() - 1) - '0';
            return name.startsWith("f")
                    ? new Fixed(bits)
                    : name.startsWith("p") ? new PowerOfTwo(bits) : new SumOfPowers(bits);
        }
        throw new IllegalArgumentException("no level set '" + text + "'; there are fixed2 to fixed8, p2-2 to p2-7"
                + " (powers of two) and sp2-3 to sp2-8 (sums of two powers), the number being that of bits");
    }

    private static void check(String name, int bits, int least, int most) {
        if (bits < least || bits > most) {
            throw new IllegalArgumentException(
                    "no level set " + name + bits + "; the number of bits is " + least + " to " + most);
        }
    }
}
