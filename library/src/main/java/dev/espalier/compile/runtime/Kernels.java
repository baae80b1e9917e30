package dev.espalier.compile.runtime;

import java.util.List;

/** Generated kernels that can be called one by one, to find out how fast they are. */
public interface Kernels {

    /**
     * Prepares calls of a kernel.
     *
     * @param name of the function
     * @param inputs what it reads
     * @param output how many numbers it writes
     * @param data weights and index streams
     * @param scratch numbers of private memory it needs
     */
    Work work(String name, List<float[]> inputs, long output, byte[] data, long scratch);

    /** A kernel with what it works on. For one thread at a time. */
    interface Work extends AutoCloseable {

        /** Computes everything, so many times. */
        void run(int times);

        /** Runs until it is as fast as it gets. */
        void warmUp();

        /** What it computed. */
        float[] output();

        @Override
        void close();
    }
}
