package dev.espalier.train;

import dev.espalier.model.Graph;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The update of one parameter, as nodes of an {@link UpdateGraph}.
 *
 * <p>A masked parameter has its weight, its gradient and its averages masked at every step; momentum would otherwise
 * move weights that have been pruned.
 */
final class UpdateRule {

    private final Graph.Builder graph;
    private final Optimizer optimizer;
    private final Clipping clipping;
    private final String parameter;
    private final Shape shape;
    private final Value weight;
    private final Value mask;
    private final Pull.Form pull;
    private final Map<String, String> next = new LinkedHashMap<>();

    UpdateRule(
            Graph.Builder graph,
            Optimizer optimizer,
            Clipping clipping,
            String parameter,
            Shape shape,
            boolean masked,
            Pull.Form pull) {
        this.graph = graph;
        this.optimizer = optimizer;
        this.clipping = clipping;
        this.parameter = parameter;
        this.shape = shape;
        this.weight = input(UpdateGraph.WEIGHT);
        this.mask = masked ? input(UpdateGraph.MASK) : null;
        this.pull = pull;
    }

    /** Adds the nodes; gives new value to the input it is the new value of. */
    Map<String, String> add() {
        Value gradient = pulled(clipped(input(UpdateGraph.GRADIENT)));
        Value moved;
        if (optimizer instanceof Optimizer.Sgd sgd) {
            moved = moved(weight, velocity(sgd, masked(decayed(gradient, sgd.weightDecay()))));
        } else if (optimizer instanceof Optimizer.Adam adam) {
            Value decayed = masked(decayed(gradient, adam.weightDecay()));
            moved = moved(weight, adaptive(decayed, adam.beta1(), adam.beta2(), adam.epsilon()));
        } else if (optimizer instanceof Optimizer.AdamW adam) {
            Value direction = adaptive(masked(gradient), adam.beta1(), adam.beta2(), adam.epsilon());
            Value kept =
                    adam.weightDecay() == 0 ? weight : apply("kept", new Multiply(), weight, scalar(UpdateGraph.KEEP));
            moved = moved(kept, direction);
        } else {
            throw new IllegalStateException("no update rule for " + optimizer);
        }
        carryOn(UpdateGraph.WEIGHT, moved);
        return next;
    }

    private Value clipped(Value gradient) {
        Value scaled = graph.contains(UpdateGraph.SCALE)
                ? apply("scaled", new Multiply(), gradient, scalar(UpdateGraph.SCALE))
                : gradient;
        return clipping instanceof Clipping.ByValue value
                ? apply("clipped", new Clamp(-value.max(), value.max()), scaled)
                : scaled;
    }

    private Value pulled(Value gradient) {
        if (pull == null) {
            return gradient;
        }
        Value way = pull.anchored() ? apply("way", new Subtract(), weight, input(UpdateGraph.ANCHOR)) : weight;
        Value strength = graph.add(
                UpdateGraph.node(UpdateGraph.STRENGTH, parameter), new Input(pull.scalar() ? Shape.SCALAR : shape));
        return apply("held", new Add(), gradient, apply("force", new Multiply(), way, strength));
    }

    private Value decayed(Value gradient, double weightDecay) {
        return weightDecay == 0
                ? gradient
                : apply("decayed", new Add(), gradient, apply("pull", Affine.times(weightDecay), weight));
    }

    private Value velocity(Optimizer.Sgd sgd, Value gradient) {
        if (sgd.momentum() == 0) {
            return gradient;
        }
        Value slowed = apply("slowed", Affine.times(sgd.momentum()), input(UpdateGraph.VELOCITY));
        Value velocity = carryOn(UpdateGraph.VELOCITY, apply("velocity sum", new Add(), slowed, gradient));
        return sgd.nesterov()
                ? apply("ahead", new Add(), gradient, apply("slowed next", Affine.times(sgd.momentum()), velocity))
                : velocity;
    }

    private Value adaptive(Value gradient, double beta1, double beta2, double epsilon) {
        Value mean = average(UpdateGraph.MEAN, beta1, gradient);
        Value square = average(UpdateGraph.SQUARE, beta2, apply("squared", new Square(), gradient));
        Value root = apply("root", new Sqrt(), square);
        Value unbiased = apply("unbiased", new Multiply(), root, scalar(UpdateGraph.DEVIATION));
        return apply("direction", new Divide(), mean, apply("denominator", new Affine(1, epsilon), unbiased));
    }

    private Value average(String kind, double beta, Value now) {
        Value old = apply("old " + kind, Affine.times(beta), input(kind));
        Value sum = apply("sum " + kind, new Add(), old, apply("new " + kind, Affine.times(1 - beta), now));
        return carryOn(kind, sum);
    }

    private Value moved(Value from, Value direction) {
        Value move = apply("move", new Multiply(), direction, scalar(UpdateGraph.RATE));
        return apply("moved", new Subtract(), from, move);
    }

    private Value carryOn(String kind, Value value) {
        Value result = masked(value);
        next.put(result.name(), UpdateGraph.node(kind, parameter));
        return result;
    }

    private Value masked(Value value) {
        return mask == null ? value : graph.add("masked " + value.name(), new Multiply(), value, mask);
    }

    private Value input(String kind) {
        return graph.add(UpdateGraph.node(kind, parameter), new Input(shape));
    }

    private static Value scalar(String name) {
        return new Value(name, Shape.SCALAR);
    }

    private Value apply(String what, Op op, Value... inputs) {
        return graph.add(UpdateGraph.node(what, parameter), op, inputs);
    }
}
