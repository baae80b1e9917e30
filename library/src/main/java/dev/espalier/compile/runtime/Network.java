package dev.espalier.compile.runtime;

import dev.espalier.progress.Cancellation;
import java.nio.FloatBuffer;

/** A generated network with its memory and threads. Runs one at a time. Its threads end with {@link #close}. */
public interface Network extends AutoCloseable {

    /** Where the numbers of an input go; what was there before the last run still is. */
    FloatBuffer input(int number);

    /** Where the numbers of an output are after a run. */
    FloatBuffer output(int number);

    /** Computes the outputs. */
    void run();

    /** Runs on what it was last given until it is as fast as it gets. */
    void warmUp();

    /**
     * The same network on the same inputs, which notes when each of its calls begins.
     *
     * @param source the text of the network, with the marks between calls
     * @param calls it has
     */
    Marked marked(String source, int calls, Cancellation cancellation);

    /** Bytes of working memory, all threads together. */
    long workingBytes();

    @Override
    void close();

    /** A network that notes when each of its calls begins. */
    interface Marked extends AutoCloseable {

        /** Runs once; gives when each call began and when the last one ended, by some clock. */
        long[] run();

        @Override
        void close();
    }
}
