package dev.espalier.onnx;

/** Floats of 16 bits as IEEE 754 and as bfloat16 define them. */
final class HalfFloat {

    private HalfFloat() {}

    /** The value of 16 bits: sign, 5 bits of exponent, 10 of fraction. */
    static float ofBinary16(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude;
        if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else if (exponent == 31) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Float.intBitsToFloat(exponent + 112 << 23 | fraction << 13);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    /** The value of the upper 16 bits of a float. */
    static float ofBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}
