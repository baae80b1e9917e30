package dev.espalier.engine;

import dev.espalier.model.Graph;
import dev.espalier.model.Nearest;
import dev.espalier.model.Node;
import dev.espalier.progress.Cancellation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes a graph node by node with plain ND4J operations, and plain loops where ND4J is wrong: the twin that faster
 * executors are checked against. It computes in the type it is fed, FLOAT, or DOUBLE where a derivative is checked
 * numerically.
 *
 * <p>Intermediate results give their memory back after their last use, and the memory is kept for the next run. Not for
 * use by several threads at a time.
 */
public final class ReferenceExecutor implements Executor {

    private final Graph graph;
    private final List<Node> schedule;
    private final FeedCheck check;
    private final Set<String> outputs = new HashSet<>();
    /** For each node of the schedule, the nodes nobody reads any more after it. */
    private final List<List<String>> finished;

    private final Watch watch;
    private final ReferenceKernels kernels = new ReferenceKernels();
    private final Scratch scratch = kernels.scratch;

    /** Sees the result of every node as it is computed. */
    @FunctionalInterface
    interface Watch {

        void computed(Node node, INDArray result);
    }

    /** Prepares to compute the graph's outputs; nodes they do not depend on are left out. */
    public ReferenceExecutor(Graph graph) {
        this(graph, (node, result) -> {});
    }

    ReferenceExecutor(Graph graph, Watch watch) {
        NativeBackend.select();
        this.watch = watch;
        this.graph = graph;
        graph.outputs().forEach(output -> outputs.add(output.name()));
        Set<String> needed = Reach.ancestors(graph, outputs);
        check = new FeedCheck(graph, needed);
        schedule = graph.layers().stream()
                .filter(node -> needed.contains(node.name()))
                .toList();
        finished = finished();
    }

    private List<List<String>> finished() {
        Set<String> keep = new HashSet<>(outputs);
        List<List<String>> reversed = new ArrayList<>();
        for (int i = schedule.size() - 1; i >= 0; i--) {
            reversed.add(schedule.get(i).inputs().stream()
                    .distinct()
                    .filter(keep::add)
                    .toList());
        }
        Collections.reverse(reversed);
        return reversed;
    }

    @Override
    public Map<String, INDArray> run(
            Map<String, INDArray> feeds, Map<String, INDArray> into, Cancellation cancellation) {
        Map<String, INDArray> own = new HashMap<>(feeds);
        own.replaceAll((name, array) -> scratch.owns(array) ? array.dup() : array);
        Feeds checked = check.check(own);
        scratch.giveAll();
        try (MemoryWorkspace temporaries = kernels.temporaries()) {
            return deliver(run(checked, cancellation), into);
        }
    }

    private Map<String, INDArray> deliver(Map<String, INDArray> results, Map<String, INDArray> into) {
        into.forEach((output, target) -> {
            if (!results.containsKey(output)) {
                throw new IllegalArgumentException("there is no output '" + output + "' to write to an array"
                        + Nearest.hint(output, results.keySet()));
            }
            target.assign(results.put(output, target));
        });
        return results;
    }

    private Map<String, INDArray> run(Feeds feeds, Cancellation cancellation) {
        Map<String, INDArray> values = new HashMap<>(feeds.arrays());
        for (int i = 0; i < schedule.size(); i++) {
            Node node = schedule.get(i);
            if (cancellation.requested()) {
                throw new CancellationException("stopped before node '" + node.name() + "'");
            }
            INDArray[] inputs = node.inputs().stream().map(values::get).toArray(INDArray[]::new);
            INDArray output = scratch.take(
                    feeds.type(), node.shape().withBatch(feeds.batch()).toArray());
            kernels.compute(node, inputs, output);
            watch.computed(node, output);
            values.put(node.name(), output);
            for (String done : finished.get(i)) {
                scratch.give(values.remove(done));
            }
        }
        Map<String, INDArray> results = new LinkedHashMap<>();
        graph.outputs().forEach(output -> results.put(output.name(), values.get(output.name())));
        return results;
    }

    /** The memory taken for intermediate results and outputs, in bytes; settles after the first runs. */
    public long scratchBytes() {
        return scratch.bytes();
    }

    @Override
    public void close() {
        scratch.giveAll();
    }
}
