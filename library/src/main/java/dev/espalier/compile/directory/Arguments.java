package dev.espalier.compile.directory;

import dev.espalier.compile.lower.Program;
import dev.espalier.model.Graph;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a compiled network is called with.
 *
 * @param inputs in the graph's order
 * @param outputs in the graph's order
 */
record Arguments(List<Argument> inputs, List<Argument> outputs) {

    /** The name of the first argument, which is the network. */
    private static final String NETWORK = "net";

    /**
     * One of them.
     *
     * @param name in C
     * @param node its name in the graph
     * @param shape of one item
     */
    record Argument(String name, String node, Shape shape) {}

    static Arguments of(Graph graph, Program program) {
        List<String> nodes = new ArrayList<>();
        graph.inputs().forEach(node -> nodes.add(node.name()));
        graph.outputs().forEach(node -> nodes.add(node.name()));
        List<Shape> shapes = new ArrayList<>(program.inputs());
        shapes.addAll(program.outputs());
        List<String> names = CNames.distinct(nodes, NETWORK);
        List<Argument> all = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            all.add(new Argument(names.get(i), nodes.get(i), shapes.get(i)));
        }
        int inputs = program.inputs().size();
        return new Arguments(List.copyOf(all.subList(0, inputs)), List.copyOf(all.subList(inputs, all.size())));
    }

    List<Argument> all() {
        List<Argument> all = new ArrayList<>(inputs);
        all.addAll(outputs);
        return all;
    }

    boolean isInput(Argument argument) {
        return inputs.contains(argument);
    }

    /** A text for each argument, one after the other. */
    String each(Function<Argument, String> text) {
        return all().stream().map(text).collect(Collectors.joining());
    }
}
