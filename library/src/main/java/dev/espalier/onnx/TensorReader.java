package dev.espalier.onnx;

import com.google.protobuf.ByteString;
import dev.espalier.onnx.proto.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/**
 * Makes numbers of a file's tensors, whose data are raw bytes, lists of typed numbers or bytes of another file.
 *
 * @param external where bytes of other files come from
 * @param budget of everything that is read
 */
record TensorReader(ExternalData external, Budget budget) {

    /**
     * The numbers of a tensor.
     *
     * @throws OnnxException if there are more or fewer than its dimensions say, or the type is none that can be read
     */
    Tensor read(TensorProto proto) {
        try {
            return numbers(proto).of(ElementType.of(proto.getDataType()));
        } catch (OnnxException refused) {
            throw new OnnxException("tensor '" + proto.getName() + "': " + refused.getMessage(), refused);
        }
    }

    private Tensor numbers(TensorProto proto) {
        ElementType type = ElementType.of(proto.getDataType());
        int[] dims = dims(proto);
        if (proto.hasSegment()) {
            throw new OnnxException("is one of several pieces, which cannot be read");
        }
        if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            ByteBuffer bytes = external.read(proto, Budget.bytes(dims, type.bytes()));
            return raw(type, charged(type, dims), bytes);
        }
        if (proto.hasRawData()) {
            ByteString bytes = proto.getRawData();
            expect((long) Tensor.count(dims) * type.bytes(), bytes.size(), "bytes");
            return raw(type, charged(type, dims), bytes.asReadOnlyByteBuffer());
        }
        expect(Tensor.count(dims), stored(type, proto), "numbers");
        return typed(type, charged(type, dims), proto);
    }

    /** The same dimensions, once it is known that the numbers are there. */
    private int[] charged(ElementType type, int[] dims) {
        budget.decoded(Tensor.count(dims), type.kind() == Tensor.Kind.FLOAT ? Float.BYTES : Long.BYTES);
        return dims;
    }

    private static int[] dims(TensorProto proto) {
        Budget.axes(proto.getDimsCount());
        int[] dims = new int[proto.getDimsCount()];
        for (int axis = 0; axis < dims.length; axis++) {
            long dim = proto.getDims(axis);
            if (dim < 0 || dim > Integer.MAX_VALUE) {
                throw new OnnxException("dimension " + axis + " is " + dim);
            }
            dims[axis] = (int) dim;
        }
        return dims;
    }

    private static void expect(long expected, long found, String what) {
        if (expected != found) {
            throw new OnnxException("its dimensions ask for " + expected + " " + what + ", but there are " + found);
        }
    }

    private static Tensor raw(ElementType type, int[] dims, ByteBuffer buffer) {
        ByteBuffer bytes = buffer.order(ByteOrder.LITTLE_ENDIAN);
        return switch (type) {
            case FLOAT -> floats(dims, i -> bytes.getFloat(4 * i));
            case DOUBLE -> floats(dims, i -> bytes.getDouble(8 * i));
            case FLOAT16 -> floats(dims, i -> HalfFloat.ofBinary16(bytes.getShort(2 * i)));
            case BFLOAT16 -> floats(dims, i -> HalfFloat.ofBfloat16(bytes.getShort(2 * i)));
            case UINT8 -> integers(dims, i -> bytes.get(i) & 0xff);
            case INT8 -> integers(dims, bytes::get);
            case UINT16 -> integers(dims, i -> bytes.getShort(2 * i) & 0xffff);
            case INT16 -> integers(dims, i -> bytes.getShort(2 * i));
            case UINT32 -> integers(dims, i -> bytes.getInt(4 * i) & 0xffffffffL);
            case INT32 -> integers(dims, i -> bytes.getInt(4 * i));
            case UINT64, INT64 -> integers(dims, i -> bytes.getLong(8 * i));
            case BOOL -> booleans(dims, bytes::get);
        };
    }

    private static Tensor typed(ElementType type, int[] dims, TensorProto proto) {
        return switch (type) {
            case FLOAT -> floats(dims, proto::getFloatData);
            case DOUBLE -> floats(dims, proto::getDoubleData);
            case FLOAT16 -> floats(dims, i -> HalfFloat.ofBinary16((short) proto.getInt32Data(i)));
            case BFLOAT16 -> floats(dims, i -> HalfFloat.ofBfloat16((short) proto.getInt32Data(i)));
            case UINT8, INT8, UINT16, INT16, INT32 -> integers(dims, proto::getInt32Data);
            case UINT32, UINT64 -> integers(dims, proto::getUint64Data);
            case INT64 -> integers(dims, proto::getInt64Data);
            case BOOL -> booleans(dims, proto::getInt32Data);
        };
    }

    /** How many numbers of its type a tensor lists. */
    private static int stored(ElementType type, TensorProto proto) {
        return switch (type) {
            case FLOAT -> proto.getFloatDataCount();
            case DOUBLE -> proto.getDoubleDataCount();
            case UINT32, UINT64 -> proto.getUint64DataCount();
            case INT64 -> proto.getInt64DataCount();
            default -> proto.getInt32DataCount();
        };
    }

    private static Tensor floats(int[] dims, IntToDoubleFunction at) {
        float[] numbers = new float[Tensor.count(dims)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) at.applyAsDouble(i);
        }
        return Tensor.floats(dims, numbers);
    }

    private static long[] longs(int[] dims, IntToLongFunction at) {
        long[] numbers = new long[Tensor.count(dims)];
        for (int i = 0; i < numbers.length; i++) {
            // The mark of an open batch is no number of a file.
            numbers[i] = Math.max(at.applyAsLong(i), -Long.MAX_VALUE);
        }
        return numbers;
    }

    private static Tensor integers(int[] dims, IntToLongFunction at) {
        return Tensor.integers(dims, longs(dims, at));
    }

    private static Tensor booleans(int[] dims, IntToLongFunction at) {
        return Tensor.booleans(dims, longs(dims, i -> at.applyAsLong(i) == 0 ? 0 : 1));
    }
}
