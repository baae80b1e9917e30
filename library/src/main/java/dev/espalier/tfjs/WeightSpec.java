package dev.espalier.tfjs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An entry of the weights manifest.
 *
 * @param name of the constant
 * @param shape each dimension at least 0
 * @param type of the numbers the model computes with
 * @param quantization how they are stored, if otherwise
 */
record WeightSpec(String name, List<Integer> shape, Type type, Optional<Quantization> quantization) {

    /** More than float32 counts exactly; nothing that is read as a whole number needs it. */
    private static final int LARGEST_INTEGER = 1 << 24;

    /** What the model computes with. */
    enum Type {
        FLOAT32(4),
        INT32(4),
        BOOL(1);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }
    }

    static WeightSpec parse(JsonNode json) {
        String name = json.path("name").asText();
        if (name.isEmpty()) {
            throw new Malformed("a weight without a name in weightsManifest");
        }
        List<Integer> shape = new ArrayList<>();
        for (JsonNode dim : json.path("shape")) {
            if (!dim.canConvertToInt() || dim.asInt() < 0) {
                throw new Malformed("weight '" + name + "' has a dimension " + dim + "; they are whole and at least 0");
            }
            shape.add(dim.asInt());
        }
        if (shape.size() > Importer.MOST_AXES) {
            throw new Malformed("weight '" + name + "' has " + shape.size() + " axes; at most " + Importer.MOST_AXES);
        }
        String type = json.path("dtype").asText();
        Type known =
                switch (type) {
                    case "float32" -> Type.FLOAT32;
                    case "int32" -> Type.INT32;
                    case "bool" -> Type.BOOL;
                    default ->
                        throw new Malformed(
                                "weight '" + name + "' has type '" + type + "'; there are float32, int32 and bool");
                };
        JsonNode quantization = json.path("quantization");
        return new WeightSpec(
                name,
                List.copyOf(shape),
                known,
                quantization.isMissingNode() || quantization.isNull()
                        ? Optional.empty()
                        : Optional.of(Quantization.parse(name, quantization)));
    }

    long count() {
        try {
            return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        } catch (ArithmeticException overflow) {
            throw tooLarge();
        }
    }

    /** How many bytes it takes in the files. */
    long bytes() {
        try {
            return Math.multiplyExact(
                    count(), quantization.map(Quantization::bytes).orElse(type.bytes));
        } catch (ArithmeticException overflow) {
            throw tooLarge();
        }
    }

    private Malformed tooLarge() {
        return new Malformed("weight '" + name + "' of shape " + shape + " is larger than any file");
    }

    /** Its numbers from the next {@link #bytes()} of little-endian data. */
    Tensor read(ByteBuffer data) {
        float[] numbers = new float[Math.toIntExact(count())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = quantization.isPresent() ? quantization.get().read(data) : read(data, i);
        }
        return new Tensor(name, shape, numbers);
    }

    private float read(ByteBuffer data, int i) {
        return switch (type) {
            case FLOAT32 -> data.getFloat();
            case INT32 -> {
                int number = data.getInt();
                if (number < -LARGEST_INTEGER || number > LARGEST_INTEGER) {
                    throw new Malformed("weight '" + name + "' holds " + number + " in place " + i
                            + "; whole numbers are at most 2^24");
                }
                yield number;
            }
            case BOOL -> data.get() == 0 ? 0 : 1;
        };
    }
}
