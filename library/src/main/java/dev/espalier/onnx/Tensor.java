package dev.espalier.onnx;

import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A tensor whose numbers are known while a file is read: weights, and what is calculated from shapes. Unlike a value of a
 * graph it may be empty. Numbers of every width of float become float32, integers of every width 64 bits.
 */
final class Tensor {

    /** What the numbers are. */
    enum Kind {
        FLOAT,
        INTEGER,
        /** 0 or 1. */
        BOOLEAN
    }

    /** Stands for the size of an open batch among the numbers of a shape; nothing can be calculated with it. */
    static final long OPEN = Long.MIN_VALUE;

    private final Kind kind;
    private final int[] dims;
    private final float[] floats;
    private final long[] integers;
    private final ElementType type;
    private final Codes codes;

    private Tensor(Kind kind, int[] dims, float[] floats, long[] integers) {
        this(kind, dims, floats, integers, null, null);
    }

    private Tensor(Kind kind, int[] dims, float[] floats, long[] integers, ElementType type, Codes codes) {
        Budget.axes(dims.length);
        this.kind = kind;
        this.dims = dims;
        this.floats = floats;
        this.integers = integers;
        this.type = type;
        this.codes = codes;
        int found = floats == null ? integers.length : floats.length;
        if (count(dims) != found) {
            throw new OnnxException("a tensor of dimensions " + Arrays.toString(dims) + " holds " + found + " numbers");
        }
    }

    static Tensor floats(int[] dims, float... numbers) {
        return new Tensor(Kind.FLOAT, dims, numbers, null);
    }

    static Tensor integers(int[] dims, long... numbers) {
        return new Tensor(Kind.INTEGER, dims, null, numbers);
    }

    static Tensor booleans(int[] dims, long... numbers) {
        return new Tensor(Kind.BOOLEAN, dims, null, numbers);
    }

    /** Numbers of any kind, rounded to float32 or cut to integers, none of which is {@link #OPEN}. */
    static Tensor of(Kind kind, int[] dims, double[] numbers) {
        if (kind == Kind.FLOAT) {
            float[] floats = new float[numbers.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) numbers[i];
            }
            return floats(dims, floats);
        }
        return new Tensor(
                kind,
                dims,
                null,
                Arrays.stream(numbers)
                        .mapToLong(number -> closed((long) number))
                        .toArray());
    }

    /** A number that was calculated, which is never {@link #OPEN}. */
    static long closed(long number) {
        return Math.max(number, -Long.MAX_VALUE);
    }

    /** A list of whole numbers. */
    static Tensor list(long... numbers) {
        return integers(new int[] {numbers.length}, numbers);
    }

    /** The same numbers as another kind. */
    Tensor as(Kind other) {
        return other == kind ? this : of(other, dims, numbers());
    }

    /** The same tensor, which has this type in the file. */
    Tensor of(ElementType itsType) {
        return new Tensor(kind, dims, floats, integers, itsType, codes);
    }

    /** The same tensor, whose numbers are scaled integers. */
    Tensor of(Codes itsCodes) {
        return new Tensor(kind, dims, floats, integers, type, itsCodes);
    }

    Kind kind() {
        return kind;
    }

    /** The type its numbers have in the file, if they are from there. */
    Optional<ElementType> type() {
        return Optional.ofNullable(type);
    }

    /** Integers and scales, if its numbers are these. */
    Optional<Codes> codes() {
        return Optional.ofNullable(codes);
    }

    int[] dims() {
        return dims.clone();
    }

    int rank() {
        return dims.length;
    }

    int dim(int axis) {
        return dims[axis];
    }

    /** How many numbers it holds. */
    int count() {
        return kind == Kind.FLOAT ? floats.length : integers.length;
    }

    /** How many numbers a tensor of these dimensions holds; fails if no array can. */
    static int count(int... dims) {
        long count = 1;
        for (int dim : dims) {
            count *= dim;
            if (dim < 0) {
                throw new OnnxException("a tensor cannot have the dimensions " + Arrays.toString(dims));
            }
            if (count > Integer.MAX_VALUE - 8) {
                throw new OnnxException("a tensor of dimensions " + Arrays.toString(dims) + " is too large");
            }
        }
        return (int) count;
    }

    double at(int i) {
        return kind == Kind.FLOAT ? floats[i] : integers[i];
    }

    /** A whole number; {@link #OPEN} passes. */
    long integer(int i) {
        return kind == Kind.FLOAT ? closed((long) floats[i]) : integers[i];
    }

    /** All numbers cut to integers. */
    long[] integers() {
        return IntStream.range(0, count()).mapToLong(this::integer).toArray();
    }

    double[] numbers() {
        return IntStream.range(0, count()).mapToDouble(this::at).toArray();
    }

    boolean isScalar() {
        return count() == 1;
    }

    /** Whether the size of an open batch is among the numbers. */
    boolean isOpen() {
        return kind == Kind.INTEGER && Arrays.stream(integers).anyMatch(number -> number == OPEN);
    }

    /** Numbers of this tensor in other places: number i of the result is number {@code from(i)} of this. */
    Tensor picked(int[] newDims, IntUnaryOperator from) {
        int count = count(newDims);
        Codes picked = codes == null ? null : codes.picked(count, from);
        return numbers(newDims, count, from).of(type).of(picked);
    }

    private Tensor numbers(int[] newDims, int count, IntUnaryOperator from) {
        if (kind == Kind.FLOAT) {
            float[] picked = new float[count];
            for (int i = 0; i < count; i++) {
                picked[i] = floats[from.applyAsInt(i)];
            }
            return floats(newDims, picked);
        }
        long[] picked = new long[count];
        for (int i = 0; i < count; i++) {
            picked[i] = integers[from.applyAsInt(i)];
        }
        return new Tensor(kind, newDims, null, picked);
    }

    /** The same numbers under other dimensions. */
    Tensor reshaped(int... newDims) {
        return new Tensor(kind, newDims, floats, integers, type, codes);
    }

    /** The axes in another order. */
    Tensor transposed(int... permutation) {
        int[] newDims = IntStream.of(permutation).map(axis -> dims[axis]).toArray();
        int[] old = strides(dims);
        int[] strides = IntStream.of(permutation).map(axis -> old[axis]).toArray();
        return picked(newDims, i -> offset(i, newDims, strides));
    }

    /** How far apart neighbours along each axis are in row order. */
    static int[] strides(int[] dims) {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= dims[axis];
        }
        return strides;
    }

    /** Where number i, in row order of the dimensions, lies with other strides. */
    static int offset(int i, int[] dims, int[] strides) {
        int offset = 0;
        int rest = i;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            offset += rest % dims[axis] * strides[axis];
            rest /= dims[axis];
        }
        return offset;
    }

    /** Fills part of this tensor, as long as nobody else knows it: another along an axis from a position on. */
    void write(Tensor part, int axis, int from) {
        int inner = 1;
        for (int i = axis + 1; i < dims.length; i++) {
            inner *= dims[i];
        }
        int block = part.dims[axis] * inner;
        for (int i = 0; i < part.count(); i++) {
            int to = i / block * dims[axis] * inner + from * inner + i % block;
            if (kind == Kind.FLOAT) {
                floats[to] = (float) part.at(i);
            } else {
                integers[to] = part.integer(i);
            }
        }
    }

    /** The shape as a graph has it, which cannot be empty. */
    Shape shape() {
        List<Integer> list = new ArrayList<>();
        for (int dim : dims) {
            if (dim == 0) {
                throw new OnnxException("a tensor of dimensions " + Arrays.toString(dims) + " is empty, and only what"
                        + " depends on shapes alone can be");
            }
            list.add(dim);
        }
        return new Shape(list);
    }

    /** The numbers as an array of their own. */
    INDArray array() {
        if (isOpen()) {
            throw new OnnxException("the open batch size is used as a number; fix the batch size");
        }
        float[] numbers = floats == null ? new float[count()] : floats;
        for (int i = 0; floats == null && i < numbers.length; i++) {
            numbers[i] = integers[i];
        }
        return Nd4j.createFromArray(numbers).reshape('c', shape().toArray());
    }

    @Override
    public String toString() {
        return kind + Arrays.toString(dims);
    }
}
