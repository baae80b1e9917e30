package dev.espalier.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * How much memory a message will take before it is made: in a file, two bytes can ask for an object of a hundred. Long data
 * stay in the file and cost nothing here.
 */
final class Census {

    /** What an object takes, estimated from above. */
    private static final long OBJECT = 160;

    private static final int DEEPEST = 100;

    private final long most;
    private long bytes;

    private Census(long most) {
        this.most = most;
    }

    /**
     * Fails for a message that would take more memory than there is.
     *
     * @param most bytes
     */
    static void take(CodedInputStream stream, Descriptor type, long most) throws IOException {
        new Census(most).count(stream, type, 0);
    }

    private void count(CodedInputStream stream, Descriptor type, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new OnnxException("holds messages within messages, more than " + DEEPEST + " deep");
        }
        for (int tag = stream.readTag(); tag != 0; tag = stream.readTag()) {
            add(OBJECT);
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            if (field == null || WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                stream.skipField(tag);
                continue;
            }
            int length = stream.readRawVarint32();
            if (field.getJavaType() == JavaType.MESSAGE) {
                int outer = stream.pushLimit(length);
                count(stream, field.getMessageType(), depth + 1);
                stream.checkLastTagWas(0);
                stream.popLimit(outer);
            } else {
                add(each(field) * length);
                stream.skipRawBytes(length);
            }
        }
    }

    /** Bytes in memory for a byte of a packed list. */
    private static long each(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case LONG -> Long.BYTES;
            case INT, ENUM -> Integer.BYTES;
            case FLOAT, DOUBLE -> 1;
            default -> 0;
        };
    }

    private void add(long more) {
        bytes += more;
        if (bytes > most) {
            throw new OnnxException(String.format(
                    "describes its graph in so many parts that they need more than %,d MB, which is all that Java may use"
                            + " for them; start it with a larger -Xmx",
                    most >> 20));
        }
    }
}
