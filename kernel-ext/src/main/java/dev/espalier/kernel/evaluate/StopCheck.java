package dev.espalier.kernel.evaluate;

/**
 * What snippet classes call between their own instructions; see {@link StopWeaver}. Public only because those classes
 * live in another loader.
 */
public final class StopCheck {

    private StopCheck() {}

    /** Returns at once, unless the cell this thread works for has been stopped. */
    public static void poll() {
        if (Cell.anyStopped) {
            Cell.stopHere();
        }
    }

    /** Stands in for {@link System#exit}, {@link Runtime#exit} and {@link Runtime#halt}. */
    public static void exit(int status) {
        throw new IllegalStateException("System.exit(" + status
                + ") ends this cell only; shut the kernel down from the notebook's menu, or end the cell with return");
    }

    /** Stands in for the methods of {@link Runtime}. */
    public static void exit(Runtime runtime, int status) {
        exit(status);
    }

    /** Unwinds a stopped cell. An error, so that {@code catch (Exception e)} does not swallow it. */
    static final class Stopped extends Error {
        Stopped() {
            super("stopped by the user", null, false, false);
        }
    }
}
