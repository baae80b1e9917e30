package dev.espalier.compile.rewrite;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph while it is written again, and what rules have to know of it. */
final class Facts {

    private static final double MODERATE = 1e15;

    private final Graph.Builder builder = new Graph.Builder();
    private final Map<String, Node> written = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Integer> readers = new HashMap<>();
    private final Set<String> constants = new HashSet<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<String, INDArray> arrays;

    Facts(Graph old, Map<String, INDArray> arrays) {
        this.arrays = arrays;
        old.outputs().forEach(output -> readers.merge(output.name(), 2, Integer::sum));
        for (Node node : old.nodes()) {
            taken.add(node.name());
            node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
        }
    }

    /** What an old node reads now. */
    List<String> now(List<String> old) {
        return old.stream().map(name -> names.getOrDefault(name, name)).toList();
    }

    /** Another node stands for an old one. Its readers are those of both. */
    void rename(String old, String same) {
        names.put(old, same);
        readers.merge(same, readers.getOrDefault(old, 0) - 1, Integer::sum);
    }

    void put(Term term) {
        taken.add(term.name());
        readers.putIfAbsent(term.name(), 1);
        Shape shape = builder.add(term.name(), term.op(), term.inputs()).shape();
        written.put(term.name(), new Node(term.name(), term.op(), term.inputs(), shape));
        if (term.op() instanceof Parameter || !term.inputs().isEmpty() && constants.containsAll(term.inputs())) {
            constants.add(term.name());
        }
    }

    Graph build(List<Node> outputs) {
        Graph all = builder.build(now(outputs.stream().map(Node::name).toList()).toArray(String[]::new));
        return needed(all);
    }

    /** Without what nobody reads, but for the network's inputs and parameters, which are still given. */
    private static Graph needed(Graph all) {
        Set<String> needed = new HashSet<>();
        all.outputs().forEach(output -> needed.add(output.name()));
        all.inputs().forEach(input -> needed.add(input.name()));
        all.parameters().forEach(parameter -> needed.add(parameter.name()));
        List<Node> nodes = new ArrayList<>(all.nodes());
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (needed.contains(nodes.get(i).name())) {
                needed.addAll(nodes.get(i).inputs());
            }
        }
        Graph.Builder builder = new Graph.Builder();
        nodes.stream()
                .filter(node -> needed.contains(node.name()))
                .forEach(node -> builder.add(node.name(), node.op(), node.inputs()));
        return builder.build(all.outputs().stream().map(Node::name).toArray(String[]::new));
    }

    Node node(String name) {
        return written.get(name);
    }

    Shape shape(String name) {
        return written.get(name).shape();
    }

    /** Whether a value depends on parameters alone. */
    boolean isConstant(String name) {
        return constants.contains(name);
    }

    /** A node that is computed for one reader alone; null for any other, and for constants. */
    Node own(String name) {
        return readers.getOrDefault(name, 0) == 1 && !constants.contains(name) ? written.get(name) : null;
    }

    /** The number that a constant consists of, if it is a finite one. */
    OptionalDouble number(String name) {
        Node node = written.get(name);
        INDArray array = arrays.get(name);
        boolean single = node.op() instanceof Parameter && node.shape().size() == 1 && array != null;
        double value = single ? array.getDouble(0) : Double.NaN;
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    /** Whether products of a constant with another such are finite: its values are known, and of usual magnitude. */
    boolean isModerate(String name) {
        INDArray array = arrays.get(name);
        return array != null && array.amaxNumber().doubleValue() < MODERATE;
    }

    /** A name that no node has. */
    String name(String wanted) {
        String name = wanted;
        while (!taken.add(name)) {
            name += "_";
        }
        return name;
    }

    /** The shape that two are repeated to. */
    static Shape repeated(Shape a, Shape b) {
        Shape longer = a.rank() >= b.rank() ? a : b;
        Shape other = longer == a ? b : a;
        Shape all = longer;
        int more = longer.rank() - other.rank();
        for (int i = 0; i < other.rank(); i++) {
            if (longer.dim(more + i) == 1) {
                all = all.withDim(more + i, other.dim(i));
            }
        }
        return all;
    }
}
