package dev.espalier.engine;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes a graph node by node with plain ND4J operations, and plain loops where ND4J is wrong: the twin that faster
 * executors are checked against. It computes in the type it is fed, FLOAT, or DOUBLE where a derivative is checked
 * numerically.
 *
 * <p>Intermediate results give their memory back after their last use, and the memory is kept for the next run. Not for
 * use by several threads at a time.
 */
public final class ReferenceExecutor {

    private final Graph graph;
    private final List<Node> schedule;
    private final Set<String> needed;
    private final Set<String> outputs = new HashSet<>();
    /** For each node of the schedule, the nodes nobody reads any more after it. */
    private final List<List<String>> finished;

    private final Scratch scratch = new Scratch();

    /** Prepares to compute the graph's outputs; nodes they do not depend on are left out. */
    public ReferenceExecutor(Graph graph) {
        NativeBackend.ensureLoaded();
        this.graph = graph;
        graph.outputs().forEach(output -> outputs.add(output.name()));
        needed = ancestors(graph, outputs);
        schedule = graph.layers().stream()
                .filter(node -> needed.contains(node.name()))
                .toList();
        finished = finished();
    }

    private static Set<String> ancestors(Graph graph, Set<String> ends) {
        Set<String> found = new HashSet<>(ends);
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (found.contains(nodes.get(i).name())) {
                found.addAll(nodes.get(i).inputs());
            }
        }
        return found;
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

    /**
     * Computes the outputs.
     *
     * @param feeds an array for every input and parameter the outputs depend on, by node name: of the node's shape, all of
     *     one type, batches of one size
     * @return the graph's outputs by name, in order; they belong to the executor and hold until its next run, so
     *     {@code dup()} what must stay
     * @throws IllegalArgumentException if a feed is missing, unknown, or of the wrong shape or type, or if an operator
     *     cannot take the values; names the node
     */
    public Map<String, INDArray> run(Map<String, INDArray> feeds) {
        Feeds checked = Feeds.check(graph, needed, feeds);
        scratch.giveAll();
        Map<String, INDArray> values = new HashMap<>(checked.arrays());
        for (int i = 0; i < schedule.size(); i++) {
            Node node = schedule.get(i);
            INDArray[] inputs = node.inputs().stream().map(values::get).toArray(INDArray[]::new);
            INDArray output = scratch.take(
                    checked.type(), node.shape().withBatch(checked.batch()).toArray());
            compute(node, inputs, output);
            values.put(node.name(), output);
            for (String done : finished.get(i)) {
                scratch.give(values.remove(done));
            }
        }
        Map<String, INDArray> results = new LinkedHashMap<>();
        graph.outputs().forEach(output -> results.put(output.name(), values.get(output.name())));
        return results;
    }

    private void compute(Node node, INDArray[] inputs, INDArray output) {
        try {
            Kernels.run(node.op(), inputs, output, scratch);
        } catch (IllegalArgumentException unfit) {
            throw new IllegalArgumentException(
                    "node '" + node.name() + "' (" + node.op().kind() + "): " + unfit.getMessage(), unfit);
        }
    }

    /** The memory taken for intermediate results and outputs, in bytes; settles after the first runs. */
    public long scratchBytes() {
        return scratch.bytes();
    }
}
