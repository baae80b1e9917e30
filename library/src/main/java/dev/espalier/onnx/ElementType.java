package dev.espalier.onnx;

import dev.espalier.onnx.Tensor.Kind;
import dev.espalier.onnx.proto.TensorProto;
import java.util.Locale;

/** The types of numbers in a file. */
enum ElementType {
    FLOAT(TensorProto.DataType.FLOAT_VALUE, 4, Kind.FLOAT),
    UINT8(TensorProto.DataType.UINT8_VALUE, 1, Kind.INTEGER),
    INT8(TensorProto.DataType.INT8_VALUE, 1, Kind.INTEGER),
    UINT16(TensorProto.DataType.UINT16_VALUE, 2, Kind.INTEGER),
    INT16(TensorProto.DataType.INT16_VALUE, 2, Kind.INTEGER),
    INT32(TensorProto.DataType.INT32_VALUE, 4, Kind.INTEGER),
    INT64(TensorProto.DataType.INT64_VALUE, 8, Kind.INTEGER),
    BOOL(TensorProto.DataType.BOOL_VALUE, 1, Kind.BOOLEAN),
    FLOAT16(TensorProto.DataType.FLOAT16_VALUE, 2, Kind.FLOAT),
    DOUBLE(TensorProto.DataType.DOUBLE_VALUE, 8, Kind.FLOAT),
    UINT32(TensorProto.DataType.UINT32_VALUE, 4, Kind.INTEGER),
    UINT64(TensorProto.DataType.UINT64_VALUE, 8, Kind.INTEGER),
    BFLOAT16(TensorProto.DataType.BFLOAT16_VALUE, 2, Kind.FLOAT);

    private final int code;
    private final int bytes;
    private final Kind kind;

    ElementType(int code, int bytes, Kind kind) {
        this.code = code;
        this.bytes = bytes;
        this.kind = kind;
    }

    /** The type of a number in the file's messages. */
    static ElementType of(int code) {
        for (ElementType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        TensorProto.DataType known = TensorProto.DataType.forNumber(code);
        throw new OnnxException("holds numbers of the type "
                + (known == null ? String.valueOf(code) : known.name().toLowerCase(Locale.ROOT))
                + "; floats of 16, 32 and 64 bits, integers of 8 to 64 bits and booleans can be read");
    }

    /** The type's number in the file's messages. */
    int code() {
        return code;
    }

    /** Bytes of one number. */
    int bytes() {
        return bytes;
    }

    /** What the numbers are. */
    Kind kind() {
        return kind;
    }
}
