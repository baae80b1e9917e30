package dev.espalier.train;

import dev.espalier.engine.Executor;
import dev.espalier.model.Graph;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An engine with a number of native threads. */
record ThreadedEngine(Engine engine, int threads) implements Engine {

    @Override
    public Executor executor(Graph graph) {
        return new ThreadedExecutor(engine.executor(graph), threads);
    }

    @Override
    public Executor executor(Graph graph, Map<String, INDArray> masks) {
        return new ThreadedExecutor(engine.executor(graph, masks), threads);
    }

    @Override
    public boolean leavesOutMasked() {
        return engine.leavesOutMasked();
    }
}
