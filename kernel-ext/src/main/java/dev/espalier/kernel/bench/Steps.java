package dev.espalier.kernel.bench;

/** Training steps of one engine on one network, as many as wanted; batches come round and round. */
interface Steps extends AutoCloseable {

    /** What computes, with its version. */
    String description();

    /**
     * Makes some steps.
     *
     * @return the loss of the last one, before its update; of the first step in any case, later NaN where it is not known
     */
    double run(int count);

    @Override
    void close();
}
