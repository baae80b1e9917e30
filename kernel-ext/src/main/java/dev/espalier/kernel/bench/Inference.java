package dev.espalier.kernel.bench;

import java.util.List;

/** A network that is ready to run on one item, which it was given when it was opened. */
interface Inference extends AutoCloseable {

    /** What computes, with its version. */
    String description();

    /** Computes the outputs once. */
    void run();

    /** The outputs of the last run, in the network's order. */
    List<float[]> outputs();

    /** Whether images among the outputs are [1, H, W, C]. */
    default boolean channelsLast() {
        return false;
    }

    @Override
    void close();
}
