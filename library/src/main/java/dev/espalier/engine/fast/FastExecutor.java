package dev.espalier.engine.fast;

import dev.espalier.engine.Executor;
import dev.espalier.engine.FeedCheck;
import dev.espalier.engine.Feeds;
import dev.espalier.engine.Reach;
import dev.espalier.engine.ReferenceKernels;
import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.progress.Cancellation;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes a graph with oneDNN primitives on planned memory: for each batch size the graph is compiled once, and a run
 * allocates nothing. Layouts stay blocked between convolutions, and normalisation, activation and sums are fused.
 * Operators oneDNN does not have are left to the reference kernels. Only FLOAT.
 *
 * <p>The same feeds and number of threads give the same bits.
 */
public final class FastExecutor implements Executor {

    /** A training run needs two, for whole batches and for the last one of an epoch. */
    private static final int PROGRAMS = 3;

    private final FeedCheck check;
    private final Graph compiled;
    private final ReferenceKernels kernels = new ReferenceKernels();
    private final SparseConvolutions sparse;
    private final Map<Integer, Program> programs = new LinkedHashMap<>(PROGRAMS + 1, 0.75f, true);

    /** Prepares to compute the graph's outputs; nodes they do not depend on are left out. */
    public FastExecutor(Graph graph) {
        this(graph, SparseConvolutions.NONE);
    }

    /** The same with other code for some convolutions. */
    public FastExecutor(Graph graph, SparseConvolutions sparse) {
        this.sparse = sparse;
        List<String> outputs = graph.outputs().stream().map(Node::name).toList();
        Set<String> needed = Reach.ancestors(graph, outputs);
        check = new FeedCheck(graph, needed);
        Graph.Builder builder = new Graph.Builder();
        graph.nodes().stream()
                .filter(node -> needed.contains(node.name()))
                .forEach(node -> builder.add(node.name(), node.op(), node.inputs()));
        compiled = builder.build(outputs.toArray(String[]::new));
    }

    @Override
    public Map<String, INDArray> run(
            Map<String, INDArray> feeds, Map<String, INDArray> into, Cancellation cancellation) {
        Feeds checked = check.check(feeds);
        return program(checked).run(checked.arrays(), into, cancellation);
    }

    private Program program(Feeds feeds) {
        if (feeds.type() != DataType.FLOAT) {
            throw new IllegalArgumentException(
                    "fed " + feeds.type() + "; this executor computes FLOAT, the reference executor DOUBLE too");
        }
        Program program =
                programs.computeIfAbsent(feeds.batch(), batch -> new Program(compiled, batch, kernels, sparse));
        if (programs.size() > PROGRAMS) {
            Iterator<Program> oldest = programs.values().iterator();
            oldest.next().close();
            oldest.remove();
        }
        return program;
    }

    /** The memory taken for intermediate results and outputs, in bytes. */
    public long bytes() {
        return programs.values().stream().mapToLong(Program::bytes).sum();
    }

    /** The time each call takes in one run with these feeds, in nanoseconds, in order; the call's name says how it is done. */
    public Map<String, Long> profile(Map<String, INDArray> feeds) {
        Feeds checked = check.check(feeds);
        return program(checked).profile(checked.arrays());
    }

    @Override
    public void close() {
        programs.values().forEach(Program::close);
        programs.clear();
    }
}
