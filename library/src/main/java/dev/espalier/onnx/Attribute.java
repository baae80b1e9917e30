package dev.espalier.onnx;

import com.google.protobuf.ByteString;
import dev.espalier.model.op.Size2d;
import dev.espalier.onnx.proto.AttributeProto;
import dev.espalier.onnx.proto.AttributeProto.AttributeType;
import java.util.Collection;

/** Attributes as nodes of a file have them. */
final class Attribute {

    private Attribute() {}

    static AttributeProto of(String name, int number) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(number)
                .build();
    }

    static AttributeProto of(String name, double number) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF((float) number)
                .build();
    }

    static AttributeProto of(String name, String text) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(text))
                .build();
    }

    static AttributeProto list(String name, int... numbers) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (int number : numbers) {
            attribute.addInts(number);
        }
        return attribute.build();
    }

    static AttributeProto list(String name, Collection<Integer> numbers) {
        return list(name, numbers.stream().mapToInt(Integer::intValue).toArray());
    }

    static AttributeProto size(String name, Size2d size) {
        return list(name, size.height(), size.width());
    }

    /** The same border on both sides of both axes. */
    static AttributeProto pads(Size2d padding) {
        return list("pads", padding.height(), padding.width(), padding.height(), padding.width());
    }
}
