package dev.espalier.compile.network;

import java.util.Locale;

/**
 * How far compiled code is from the reference.
 *
 * @param difference the largest between two numbers in the same place; not a number if one of them is none
 * @param largest magnitude of the reference's numbers
 */
public record Deviation(double difference, double largest) {

    /** The difference as a share of the largest magnitude. */
    public double relative() {
        return largest == 0 ? difference : difference / largest;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "max abs difference %.2e, relative %.2e", difference, relative());
    }
}
