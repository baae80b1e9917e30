package dev.espalier.engine;

import dev.espalier.progress.Cancellation;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes the outputs of one graph. {@link ReferenceExecutor} is the slow and plain one that others are judged by. Not
 * for use by several threads at a time.
 */
public interface Executor extends AutoCloseable {

    /**
     * Computes the outputs.
     *
     * @param feeds an array for every input and parameter the outputs depend on, by node name: of the node's shape, all of
     *     one type, batches of one size
     * @param into arrays to write outputs to, by output name, dense and of the output's shape; a fed array may be among
     *     them, which makes an update in place: every output is computed from the fed values as they were before the run
     * @param cancellation asked between operators; the arrays in {@code into} are then as they were before the run
     * @return the graph's outputs by name, in order; those not in {@code into} belong to the executor and hold until its
     *     next run, so {@code dup()} what must stay
     * @throws IllegalArgumentException if a feed is missing, unknown, or of the wrong shape or type, or if an operator
     *     cannot take the values; names the node
     * @throws CancellationException if asked to stop
     */
    Map<String, INDArray> run(Map<String, INDArray> feeds, Map<String, INDArray> into, Cancellation cancellation);

    /** Computes the outputs into arrays of the executor's own. */
    default Map<String, INDArray> run(Map<String, INDArray> feeds) {
        return run(feeds, Map.of(), Cancellation.NEVER);
    }

    /** Frees the memory of the executor, and of the outputs that belong to it. */
    @Override
    void close();
}
