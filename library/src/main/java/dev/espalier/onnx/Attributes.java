package dev.espalier.onnx;

import dev.espalier.onnx.proto.AttributeProto;
import dev.espalier.onnx.proto.AttributeProto.AttributeType;
import dev.espalier.onnx.proto.GraphProto;
import dev.espalier.onnx.proto.NodeProto;
import dev.espalier.onnx.proto.TensorProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The attributes of one node by name and type. */
final class Attributes {

    private final Map<String, AttributeProto> byName = new LinkedHashMap<>();

    Attributes(NodeProto node) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (byName.put(attribute.getName(), attribute) != null) {
                throw new OnnxException("has two attributes '" + attribute.getName() + "'");
            }
        }
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    int integer(String name, int otherwise) {
        long number = whole(name, otherwise);
        if (number != (int) number) {
            throw new OnnxException("its attribute '" + name + "' is " + number + ", which is out of range");
        }
        return (int) number;
    }

    long whole(String name, long otherwise) {
        return read(name, AttributeType.INT, AttributeProto::getI).orElse(otherwise);
    }

    boolean flag(String name, boolean otherwise) {
        return integer(name, otherwise ? 1 : 0) != 0;
    }

    double number(String name, double otherwise) {
        return read(name, AttributeType.FLOAT, AttributeProto::getF)
                .map(Float::doubleValue)
                .orElse(otherwise);
    }

    String text(String name, String otherwise) {
        return read(name, AttributeType.STRING, attribute -> attribute.getS().toStringUtf8())
                .orElse(otherwise);
    }

    Optional<long[]> integers(String name) {
        return read(name, AttributeType.INTS, AttributeProto::getIntsList).map(Attributes::array);
    }

    Optional<List<Float>> numbers(String name) {
        return read(name, AttributeType.FLOATS, AttributeProto::getFloatsList);
    }

    List<String> texts(String name) {
        return read(name, AttributeType.STRINGS, AttributeProto::getStringsList).orElse(List.of()).stream()
                .map(bytes -> bytes.toStringUtf8())
                .toList();
    }

    Optional<TensorProto> tensor(String name) {
        return read(name, AttributeType.TENSOR, AttributeProto::getT);
    }

    Optional<GraphProto> graph(String name) {
        return read(name, AttributeType.GRAPH, AttributeProto::getG);
    }

    private static long[] array(List<Long> list) {
        return list.stream().mapToLong(Long::longValue).toArray();
    }

    private <T> Optional<T> read(String name, AttributeType type, Function<AttributeProto, T> value) {
        AttributeProto attribute = byName.get(name);
        if (attribute == null) {
            return Optional.empty();
        }
        if (attribute.hasType() && attribute.getType() != type) {
            throw new OnnxException(
                    "its attribute '" + name + "' is of the type " + attribute.getType() + "; expected " + type);
        }
        return Optional.of(value.apply(attribute));
    }
}
