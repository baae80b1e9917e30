package dev.espalier.kernel.evaluate;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;

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
        throw refused("System.exit(" + status + ")");
    }

    private static IllegalStateException refused(String call) {
        return new IllegalStateException(
                call + " ends this cell only; shut the kernel down from the notebook's menu, or end the cell with"
                        + " return");
    }

    /** Called before a method is called by reflection. */
    public static void check(Method method) {
        if (method != null && exits(method.getDeclaringClass(), method.getName())) {
            throw refused(method.getDeclaringClass().getSimpleName() + "." + method.getName());
        }
    }

    /** A handle that was just made; one of the same type where it would end the JVM. */
    public static MethodHandle allowed(MethodHandle handle) throws ReflectiveOperationException {
        MethodHandleInfo info;
        try {
            info = MethodHandles.publicLookup().revealDirect(handle);
        } catch (IllegalArgumentException | SecurityException e) {
            return handle; // not of a public method
        }
        if (!exits(info.getDeclaringClass(), info.getName())) {
            return handle;
        }
        return MethodHandles.lookup()
                .findStatic(StopCheck.class, "exit", handle.type().changeReturnType(void.class));
    }

    private static boolean exits(Class<?> owner, String method) {
        return owner == System.class && method.equals("exit")
                || owner == Runtime.class && (method.equals("exit") || method.equals("halt"));
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
