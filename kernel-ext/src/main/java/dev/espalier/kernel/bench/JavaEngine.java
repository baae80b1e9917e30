package dev.espalier.kernel.bench;

/**
 * An engine in a JVM of its own, with the launcher's environment and limits on memory.
 *
 * @param name in tables
 * @param kind which
 * @param heapMb for Java objects
 * @param nativeMb for native arrays
 */
record JavaEngine(String name, JavaWorker.Kind kind, int heapMb, int nativeMb) implements Engine {

    static final JavaEngine ESPALIER = new JavaEngine("Espalier", JavaWorker.Kind.ESPALIER, 1024, 3072);

    /** Its arrays are freed by the garbage collector alone: a small heap, or it takes all the memory there is. */
    static final JavaEngine SAMEDIFF = new JavaEngine("SameDiff", JavaWorker.Kind.SAMEDIFF, 512, 6144);

    @Override
    public String house() {
        return name;
    }

    @Override
    public Worker start(Assignment task, int threads) throws PeerException {
        return Worker.start(
                JavaProcess.of(
                        JavaWorker.class,
                        heapMb,
                        nativeMb,
                        threads,
                        kind.name(),
                        task.folder().toString()),
                task.folder());
    }
}
