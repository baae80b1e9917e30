package dev.espalier.train;

import dev.espalier.engine.Executor;
import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.engine.fast.FastExecutor;
import dev.espalier.model.Graph;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What computes the graphs of training and evaluation. */
@FunctionalInterface
public interface Engine {

    /** Plain ND4J operations, one by one: slow, and what others are judged by. */
    Engine REFERENCE = ReferenceExecutor::new;

    /** oneDNN primitives on planned memory. */
    Engine FAST = FastExecutor::new;

    /** What is used unless the caller chooses. */
    Engine DEFAULT = FAST;

    /** An executor of a graph, to be closed by the caller. */
    Executor executor(Graph graph);

    /**
     * An executor of a graph for as long as some parameters are zero outside of masks. Gradients of what is outside of them
     * may be anything.
     *
     * @param masks ones and zeros, by name of the parameter
     */
    default Executor executor(Graph graph, Map<String, INDArray> masks) {
        return executor(graph);
    }

    /** Whether masks make it faster, so that it pays to ask for another executor when they change. */
    default boolean leavesOutMasked() {
        return false;
    }

    /**
     * This engine with a number of native threads, in place of {@code OMP_NUM_THREADS}. The same number gives the same bits,
     * another one rounds in another way.
     *
     * @param count at least 1; more than the machine has cores for makes it slower
     */
    default Engine threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("an engine with " + count + " threads; at least 1");
        }
        return new ThreadedEngine(this, count);
    }
}
