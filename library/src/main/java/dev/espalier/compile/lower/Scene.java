package dev.espalier.compile.lower;

import dev.espalier.compile.rewrite.Rewriting;
import dev.espalier.compile.rewrite.Rewritten;
import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Encoding;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Numbers;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model as it is used and no longer trained: batch normalisation folded, dropout gone, and computation laws applied, and whatever depends on
 * parameters alone computed once.
 */
public final class Scene {

    private final Graph graph;
    private final Map<String, float[]> constants = new HashMap<>();
    private final Map<String, Shape> shapes = new HashMap<>();
    private final Map<String, List<Node>> readers = new HashMap<>();
    private final List<Node> work = new ArrayList<>();
    private final Map<String, Optional<ByteWeights>> byteWeights = new HashMap<>();
    private final Model folded;
    private final LevelTypes levels;
    private final Program.Origin origin;

    /** The scene of a model. */
    public Scene(Model model) {
        folded = BatchNormFolding.of(model).model();
        Graph whole = withoutDropout(folded.graph());
        Rewritten rewritten = isQuantized(folded)
                ? new Rewritten(QuantizedConcats.of(whole), Map.of(), 0)
                : Rewriting.of(whole, folded.parameters().arrays());
        graph = rewritten.graph();
        Set<String> fixed = fixed(graph);
        for (Node node : graph.nodes()) {
            node.inputs().forEach(input -> readers.computeIfAbsent(input, name -> new ArrayList<>())
                    .add(node));
        }
        Map<String, INDArray> arrays = folded.parameters().arrays();
        compute(fixed, arrays);
        for (Node node : graph.layers()) {
            if (!fixed.contains(node.name())) {
                work.add(node);
            }
        }
        levels = new LevelTypes(this);
        // Parts of joined layers are read where they lie.
        origin = origin(whole, rewritten, work.size() - rewritten.joined());
    }

    /** Whether weights or results are levels, which laws would take off their grid. */
    private static boolean isQuantized(Model model) {
        return model.encodings().values().stream().anyMatch(Encoding.Quantized.class::isInstance)
                || model.graph().nodes().stream().anyMatch(node -> node.op() instanceof FakeQuantize);
    }

    private static Program.Origin origin(Graph whole, Rewritten rewritten, int left) {
        Set<String> fixed = fixed(whole);
        int operators = 0;
        long bytes = 0;
        for (Node node : whole.layers()) {
            if (!fixed.contains(node.name())) {
                operators++;
                bytes += whole.outputs().contains(node)
                        ? 0
                        : node.shape().withBatch(1).size() * Float.BYTES;
            }
        }
        List<String> laws = new ArrayList<>();
        rewritten.laws().forEach((law, times) -> laws.add(law + " " + times));
        if (rewritten.joined() > 0) {
            laws.add("joined " + rewritten.joined());
        }
        return new Program.Origin(operators, bytes, left, String.join(", ", laws));
    }

    /** What there was before. */
    Program.Origin origin() {
        return origin;
    }

    private static Graph withoutDropout(Graph graph) {
        Map<String, String> renamed = new HashMap<>();
        Graph.Builder builder = new Graph.Builder();
        for (Node node : graph.nodes()) {
            List<String> inputs = node.inputs().stream()
                    .map(name -> renamed.getOrDefault(name, name))
                    .toList();
            if (node.op() instanceof Dropout) {
                renamed.put(node.name(), inputs.get(0));
            } else {
                builder.add(node.name(), node.op(), inputs);
            }
        }
        return builder.build(graph.outputs().stream()
                .map(node -> renamed.getOrDefault(node.name(), node.name()))
                .toArray(String[]::new));
    }

    private static Set<String> fixed(Graph graph) {
        Set<String> fixed = new HashSet<>();
        for (Node node : graph.nodes()) {
            boolean computed = !node.inputs().isEmpty() && fixed.containsAll(node.inputs());
            if (node.op() instanceof Parameter || computed) {
                fixed.add(node.name());
            }
        }
        return fixed;
    }

    private void compute(Set<String> fixed, Map<String, INDArray> arrays) {
        Set<String> wanted = new HashSet<>();
        for (Node node : graph.nodes()) {
            boolean needed = readers.getOrDefault(node.name(), List.of()).stream()
                            .anyMatch(reader -> !fixed.contains(reader.name()))
                    || graph.outputs().contains(node);
            if (fixed.contains(node.name()) && needed) {
                if (node.op() instanceof Parameter) {
                    constants.put(node.name(), Numbers.of(arrays.get(node.name())));
                } else {
                    wanted.add(node.name());
                }
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        Graph part = graph.extend().build(wanted.toArray(String[]::new));
        try (ReferenceExecutor executor = new ReferenceExecutor(part)) {
            Map<String, INDArray> feeds = new LinkedHashMap<>(arrays);
            executor.run(feeds).forEach((name, array) -> constants.put(name, Numbers.of(array)));
        }
    }

    /** The graph, in which constants are computed by nodes that are not {@link #work}. */
    public Graph graph() {
        return graph;
    }

    /** The nodes that are computed for every input, in order. */
    public List<Node> work() {
        return work;
    }

    /** Whether a node's numbers are always the same. */
    public boolean isConstant(String name) {
        return constants.containsKey(name);
    }

    /** The numbers of a constant, in row order. */
    public float[] constant(String name) {
        float[] numbers = constants.get(name);
        if (numbers == null) {
            throw new IllegalArgumentException("'" + name + "' is computed and no constant");
        }
        return numbers;
    }

    /** The whole numbers of a weight, if it has such. */
    Optional<ByteWeights> byteWeights(String name) {
        return byteWeights.computeIfAbsent(
                name,
                any -> graph.node(name).op() instanceof Parameter
                        ? ByteWeights.of(folded.parameters().get(name), folded.encoding(name))
                        : Optional.empty());
    }

    /** Which values are levels. */
    LevelTypes levels() {
        return levels;
    }

    /** The nodes that read a node, each as often as it does. */
    public List<Node> readers(String name) {
        return readers.getOrDefault(name, List.of());
    }

    /** The one node that reads this one, if there is one and the network does not give it away; null otherwise. */
    public Node onlyReader(Node node) {
        List<Node> all = readers(node.name());
        return all.size() == 1 && !graph.outputs().contains(node) ? all.get(0) : null;
    }

    /** Adds a constant that no node stands for. */
    void add(String name, Shape shape, float[] numbers) {
        constants.put(name, numbers);
        shapes.put(name, shape);
    }

    /** A value's shape with a batch of one. */
    public Shape shape(String name) {
        Shape added = shapes.get(name);
        return added == null ? graph.node(name).shape().withBatch(1) : added;
    }
}
