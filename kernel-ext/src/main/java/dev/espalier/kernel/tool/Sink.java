package dev.espalier.kernel.tool;

/** Takes values that are computed for their time alone, so that no compiler leaves them out. */
public final class Sink {

    /** Written, never read: what is computed for it must be computed. */
    private static volatile long number;

    private static volatile double real;
    private static volatile Object object;

    private Sink() {}

    public static void take(long value) {
        number = value;
    }

    public static void take(double value) {
        real = value;
    }

    public static void take(boolean value) {
        number = value ? 1 : 0;
    }

    public static void take(Object value) {
        object = value;
    }

    /** Lets go of the last object. */
    static void empty() {
        object = null;
    }
}
