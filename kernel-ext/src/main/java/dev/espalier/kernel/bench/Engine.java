package dev.espalier.kernel.bench;

/** An engine that may take part in a comparison. */
sealed interface Engine permits JavaEngine, PyTorch {

    /** Whose it is; of several engines of one house the best is the one that counts. */
    String house();

    /** What it is called in tables. */
    String name();

    /**
     * Starts a process that is ready to train.
     *
     * @param threads native threads to compute with
     * @throws PeerException if it cannot take part; says why and, where there is one, the remedy
     */
    Worker start(Assignment task, int threads) throws PeerException;
}
