package dev.espalier.train;

import dev.espalier.engine.Executor;
import dev.espalier.model.op.Shape;
import dev.espalier.progress.Cancellation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients of several batches, added up until an update uses them. */
final class GradientSums implements AutoCloseable {

    private final Executor executor;
    private final Map<String, INDArray> sums = new LinkedHashMap<>();
    private double weights;
    private int batches;

    GradientSums(Engine engine, Map<String, Shape> shapes) {
        executor = engine.executor(GradientGraphs.sum(shapes));
    }

    /**
     * Adds the gradients of one batch.
     *
     * @param gradients by parameter
     * @param weight of the batch
     */
    void add(Map<String, INDArray> gradients, double weight) {
        Map<String, INDArray> feeds = new HashMap<>();
        Map<String, INDArray> into = new HashMap<>();
        gradients.forEach((parameter, gradient) -> {
            INDArray sum = sums.computeIfAbsent(
                    parameter, any -> Nd4j.createUninitialized(gradient.dataType(), gradient.shape(), 'c'));
            if (batches == 0) {
                sum.assign(0);
            }
            feeds.put(UpdateGraph.node(GradientGraphs.SUM, parameter), sum);
            feeds.put(UpdateGraph.node(UpdateGraph.GRADIENT, parameter), gradient);
            feeds.put(GradientGraphs.FACTOR, Nd4j.scalar(gradient.dataType(), weight));
            into.put(UpdateGraph.node(GradientGraphs.TOTAL, parameter), sum);
        });
        executor.run(feeds, into, Cancellation.NEVER);
        weights += weight;
        batches++;
    }

    /** The sums by parameter; they hold until the next batch is added. */
    Map<String, INDArray> sums() {
        return sums;
    }

    /** The weights of all batches that have been added. */
    double weights() {
        return weights;
    }

    /** How many batches have been added. */
    int batches() {
        return batches;
    }

    /** Starts over. */
    void clear() {
        weights = 0;
        batches = 0;
    }

    @Override
    public void close() {
        executor.close();
    }
}
