package dev.espalier.fpga;

/**
 * The integers that activations are.
 *
 * @param bits 1 to 8
 * @param signed two's complement, -2^(bits-1) to 2^(bits-1) - 1; otherwise 0 to 2^bits - 1, as after a ReLU
 */
public record Activation(int bits, boolean signed) {

    private static final int MOST_BITS = 8;

    public Activation {
        if (bits < 1 || bits > MOST_BITS) {
            throw new IllegalArgumentException(
                    "activations of " + bits + " bits; hardware is made for 1 to " + MOST_BITS);
        }
    }

    /** The smallest. */
    public int least() {
        return signed ? -(1 << (bits - 1)) : 0;
    }

    /** The largest. */
    public int most() {
        return (1 << (signed ? bits - 1 : bits)) - 1;
    }

    /** The largest magnitude. */
    public int magnitude() {
        return Math.max(-least(), most());
    }

    /** Reads {@code u4} or {@code s8}. */
    public static Activation parse(String text) {
        String name = text.strip();
        if (!name.matches("[us][0-9]{1,3}")) {
            throw new IllegalArgumentException(
                    "no activations '" + text + "'; write u4 for 0 to 15, s4 for -8 to 7, 1 to 8 bits");
        }
        return new Activation(Integer.parseInt(name.substring(1)), name.charAt(0) == 's');
    }

    @Override
    public String toString() {
        return (signed ? "s" : "u") + bits;
    }
}
