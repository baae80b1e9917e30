package dev.espalier.tfjs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;

/** How the numbers of a weight are stored in fewer bytes. */
sealed interface Quantization {

    /** How many bytes a number takes. */
    int bytes();

    /** The next number of little-endian data. */
    float read(ByteBuffer data);

    /** Level times scale plus minimum, the level being 8 bits. */
    record Affine8(float scale, float min) implements Quantization {

        @Override
        public int bytes() {
            return 1;
        }

        @Override
        public float read(ByteBuffer data) {
            return (data.get() & 0xff) * scale + min;
        }
    }

    /** Level times scale plus minimum, the level being 16 bits. */
    record Affine16(float scale, float min) implements Quantization {

        @Override
        public int bytes() {
            return 2;
        }

        @Override
        public float read(ByteBuffer data) {
            return (data.getShort() & 0xffff) * scale + min;
        }
    }

    /** IEEE 754 binary16. */
    record Half() implements Quantization {

        @Override
        public int bytes() {
            return 2;
        }

        @Override
        public float read(ByteBuffer data) {
            return single(data.getShort());
        }

        /** Java 20's {@code Float.float16ToFloat}. */
        static float single(short half) {
            int exponent = (half >> 10) & 0x1f;
            int fraction = half & 0x3ff;
            float size;
            if (exponent == 0) {
                size = fraction * 0x1p-24f;
            } else if (exponent == 0x1f) {
                size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            } else {
                size = Float.intBitsToFloat((exponent + 112) << 23 | fraction << 13);
            }
            return half < 0 ? -size : size;
        }
    }

    static Quantization parse(String weight, JsonNode json) {
        String type = json.path("dtype").asText();
        return switch (type) {
            case "uint8" -> new Affine8(number(weight, json, "scale"), number(weight, json, "min"));
            case "uint16" -> new Affine16(number(weight, json, "scale"), number(weight, json, "min"));
            case "float16" -> new Half();
            default ->
                throw new Malformed(
                        "weight '" + weight + "' is quantized to '" + type + "'; there are uint8, uint16 and float16");
        };
    }

    private static float number(String weight, JsonNode json, String field) {
        JsonNode number = json.path(field);
        if (!number.isNumber() || !Double.isFinite(number.asDouble())) {
            throw new Malformed("weight '" + weight + "' is quantized with " + field + " "
                    + (number.isMissingNode() ? "left out" : number) + "; it must be a number");
        }
        return (float) number.asDouble();
    }
}
