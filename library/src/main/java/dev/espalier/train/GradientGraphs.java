package dev.espalier.train;

import dev.espalier.model.Graph;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Value;
import java.util.Map;

/** What is computed from gradients before the update. The gradient of a parameter is the input {@code gradient/NAME}. */
final class GradientGraphs {

    /** The output of {@link #norm}. */
    static final String NORM = "norm";

    /** The sum so far of one parameter's gradients in {@link #sum}; its output is {@code total/NAME}. */
    static final String SUM = "sum";

    /** See {@link #SUM}. */
    static final String TOTAL = "total";

    /** The factor on what is added in {@link #sum}. */
    static final String FACTOR = "factor";

    private GradientGraphs() {}

    /** The Euclidean norm of all gradients together. */
    static Graph norm(Map<String, Shape> shapes) {
        Graph.Builder graph = new Graph.Builder();
        Value total = null;
        for (Map.Entry<String, Shape> parameter : shapes.entrySet()) {
            String name = parameter.getKey();
            Shape shape = parameter.getValue();
            Value gradient = graph.add(UpdateGraph.node(UpdateGraph.GRADIENT, name), new Input(shape));
            Value square = graph.add(UpdateGraph.node("squares", name), new Square(), gradient);
            Value sum = shape.rank() == 0
                    ? square
                    : graph.add(UpdateGraph.node(SUM, name), Reduce.all(Reduce.Reducer.SUM, shape.rank()), square);
            total = total == null ? sum : graph.add(UpdateGraph.node(TOTAL, name), new Add(), total, sum);
        }
        graph.add(NORM, new Sqrt(), total);
        return graph.build(NORM);
    }

    /** The sums of gradients so far, and the present gradients times a factor. */
    static Graph sum(Map<String, Shape> shapes) {
        Graph.Builder graph = new Graph.Builder();
        Value factor = graph.add(FACTOR, new Input(Shape.SCALAR));
        shapes.forEach((name, shape) -> {
            Value sum = graph.add(UpdateGraph.node(SUM, name), new Input(shape));
            Value gradient = graph.add(UpdateGraph.node(UpdateGraph.GRADIENT, name), new Input(shape));
            Value weighted = graph.add(UpdateGraph.node("weighted", name), new Multiply(), gradient, factor);
            graph.add(UpdateGraph.node(TOTAL, name), new Add(), sum, weighted);
        });
        return graph.build(shapes.keySet().stream()
                .map(name -> UpdateGraph.node(TOTAL, name))
                .toArray(String[]::new));
    }
}
