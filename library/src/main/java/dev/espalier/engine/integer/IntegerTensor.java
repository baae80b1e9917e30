package dev.espalier.engine.integer;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A tensor of integers, each of which stands for so many units.
 *
 * @param dims extents, with the batch filled in
 * @param numbers in row order
 * @param units one for all, or one for each position along the axis
 * @param axis of the units; meaningless if there is one
 * @param bounds for each unit: no number of it is larger in magnitude, whatever the network is fed
 */
record IntegerTensor(long[] dims, long[] numbers, List<Unit> units, int axis, long[] bounds) {

    /**
     * Numbers of more bits than this are not computed with: a double holds them with room for the roundings of a mean and
     * a quotient, so that the network computed in double precision gives the very same levels.
     */
    static final int MOST_BITS = 50;

    IntegerTensor {
        units = List.copyOf(units);
    }

    /** With one unit for all numbers. */
    static IntegerTensor uniform(long[] dims, long[] numbers, Unit unit, long bound) {
        return new IntegerTensor(dims, numbers, List.of(unit), 0, new long[] {bound});
    }

    /**
     * Numbers as they are, in the largest power of two that all are whole numbers of.
     *
     * @throws ArithmeticException if they are too different for that
     */
    static IntegerTensor of(INDArray reals) {
        double[] doubles = reals.dup('c').data().asDouble();
        Unit unit = Arrays.stream(doubles)
                .filter(number -> number != 0)
                .mapToObj(number -> Unit.of(Math.abs(number)))
                .reduce(Unit::common)
                .map(common -> new Unit(1, common.exponent(), 1))
                .orElse(new Unit(1, 0, 1));
        long[] numbers = new long[doubles.length];
        for (int i = 0; i < numbers.length; i++) {
            long magnitude = doubles[i] == 0 ? 0 : Unit.of(Math.abs(doubles[i])).in(unit);
            numbers[i] = doubles[i] < 0 ? -magnitude : magnitude;
        }
        long bound = Arrays.stream(numbers).map(Math::abs).max().orElse(0);
        return uniform(reals.shape(), numbers, unit, bound);
    }

    /** This tensor once for each position of further axes before its own. */
    IntegerTensor repeated(long[] over) {
        long[] copies = new long[(int) Arrays.stream(over).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = numbers[i % numbers.length];
        }
        return new IntegerTensor(over, copies, units, axis + over.length - dims.length, bounds);
    }

    boolean isUniform() {
        return units.size() == 1;
    }

    Unit unit(int position) {
        return units.get(isUniform() ? 0 : position);
    }

    /** How many bits the largest number takes as a double's integer, sign excluded. */
    int bits() {
        int most = 0;
        for (int position = 0; position < bounds.length; position++) {
            most = Math.max(
                    most, bits(bounds[position]) + bits(units.get(position).mantissa()));
        }
        return most;
    }

    long bound(int position) {
        return bounds[isUniform() ? 0 : position];
    }

    /** The largest magnitude of all. */
    long bound() {
        return Arrays.stream(bounds).max().orElseThrow();
    }

    static int bits(long magnitude) {
        return Long.SIZE - Long.numberOfLeadingZeros(magnitude);
    }

    /** Numbers behind each position along an axis. */
    int inner(int ofAxis) {
        return (int) Arrays.stream(dims).skip(ofAxis + 1L).reduce(1, Math::multiplyExact);
    }

    /** The position along the units' axis of the number at a place. */
    int position(int place, int inner) {
        return isUniform() ? 0 : (int) (place / inner % dims[axis]);
    }

    /** The same numbers in finer units, one for each of those this tensor has, or has not if it is uniform. */
    IntegerTensor in(List<Unit> finer, int alongAxis) {
        if (finer.equals(units) && (alongAxis == axis || isUniform())) {
            return this;
        }
        long[] factors = new long[finer.size()];
        long[] finerBounds = new long[finer.size()];
        for (int position = 0; position < factors.length; position++) {
            factors[position] = unit(position).in(finer.get(position));
            finerBounds[position] = Math.multiplyExact(bound(position), factors[position]);
        }
        IntegerTensor changed = new IntegerTensor(dims, new long[numbers.length], finer, alongAxis, finerBounds);
        int inner = inner(alongAxis);
        for (int i = 0; i < numbers.length; i++) {
            changed.numbers[i] = numbers[i] * factors[changed.position(i, inner)];
        }
        return changed;
    }

    /** The same numbers in one unit for all. */
    IntegerTensor uniform() {
        Unit all = units.stream().reduce(Unit::common).orElseThrow();
        return isUniform()
                ? this
                : in(Collections.nCopies(units.size(), all), axis).merged(all);
    }

    /** With one unit, if all are the same. */
    IntegerTensor simplified() {
        return units.stream().distinct().count() == 1 ? merged(units.get(0)) : this;
    }

    private IntegerTensor merged(Unit unit) {
        return uniform(dims, numbers, unit, bound());
    }

    /** Other numbers in the same units. */
    IntegerTensor with(long[] otherDims, long[] others) {
        return new IntegerTensor(otherDims, others, units, axis, bounds);
    }

    /** The integers themselves, in double precision. */
    INDArray asNumbers() {
        double[] doubles = new double[numbers.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = numbers[i];
        }
        return Nd4j.createFromArray(doubles).reshape('c', dims);
    }

    /** What they stand for, in double precision. */
    INDArray asReals() {
        double[] doubles = new double[numbers.length];
        int inner = inner(axis);
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = unit(position(i, inner)).times(numbers[i]);
        }
        return Nd4j.createFromArray(doubles).reshape('c', dims);
    }

    /** The whole numbers of an array. */
    static long[] numbers(INDArray array) {
        double[] doubles = array.dataType() == DataType.DOUBLE
                ? array.dup('c').data().asDouble()
                : array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
        long[] numbers = new long[doubles.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (long) doubles[i];
        }
        return numbers;
    }
}
