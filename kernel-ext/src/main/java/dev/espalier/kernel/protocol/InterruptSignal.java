package dev.espalier.kernel.protocol;

import java.lang.reflect.Proxy;

/** Takes over the interrupt signal (SIGINT), which otherwise ends the process. */
final class InterruptSignal {

    private InterruptSignal() {}

    /**
     * Runs something at every interrupt signal; leaves the signal alone where this JVM does not offer it. By reflection,
     * because {@code sun.misc.Signal} is supported but not part of the Java platform's interface.
     */
    static void handle(Runnable work) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    InterruptSignal.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        switch (method.getName()) {
                            case "handle" -> work.run();
                            case "equals" -> {
                                return self == arguments[0];
                            }
                            case "hashCode" -> {
                                return System.identityHashCode(self);
                            }
                            default -> {
                                return "interrupt";
                            }
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // Started with -Xrs, or another kind of JVM: front ends can still interrupt by message.
        }
    }
}
