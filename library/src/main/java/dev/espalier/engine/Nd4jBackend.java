package dev.espalier.engine;

import org.nd4j.linalg.cpu.nativecpu.CpuBackend;

/**
 * ND4J's own CPU back end, preceded by the choice of its native build. ND4J finds it as a service whoever touches an
 * array first, so no package has to remember to ask.
 */
public final class Nd4jBackend extends CpuBackend {

    /** Called by the service loader. */
    public Nd4jBackend() {}

    @Override
    public int getPriority() {
        return super.getPriority() + 1;
    }

    /** An error, because ND4J would take an exception for a reason to try its own back end, and crash the JVM. */
    @Override
    public boolean isAvailable() {
        try {
            NativeBackend.select();
            return super.isAvailable();
        } catch (IllegalStateException none) {
            throw (Error) new UnsatisfiedLinkError(none.getMessage()).initCause(none);
        }
    }
}
