package dev.espalier.kernel.session;

/** Memory held back from cells: when they have filled the rest, there is still enough to run one that drops something. */
final class MemoryReserve {

    private static final long BYTES = Math.min(16 << 20, Runtime.getRuntime().maxMemory() / 16);

    private byte[] held = new byte[(int) BYTES];

    /** Gives it to the next cells if one has run out of memory. */
    synchronized void releaseAfter(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof OutOfMemoryError) {
                held = null;
            }
        }
    }

    /** Takes it back, if there is room again. */
    synchronized void restore() {
        if (held == null) {
            try {
                held = new byte[(int) BYTES];
            } catch (OutOfMemoryError e) {
                // Not yet: after the next cell, perhaps.
            }
        }
    }
}
