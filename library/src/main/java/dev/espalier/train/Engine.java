package dev.espalier.train;

import dev.espalier.engine.Executor;
import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.engine.fast.FastExecutor;
import dev.espalier.model.Graph;

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
}
