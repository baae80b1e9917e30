package dev.espalier.papers.dais;

import dev.espalier.model.Coupling.Member;
import dev.espalier.model.Scope;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Log;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Value;
import dev.espalier.train.JointGraph;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the search adds to the loss, as parts of a graph. */
final class Regularizers {

    private final JointGraph graph;
    private final Indicators indicators;
    private final Function<String, Value> indicatorOf;
    private int constants;

    /**
     * On the indicators of a network.
     *
     * @param indicatorOf I [C] of a batch normalisation
     */
    Regularizers(JointGraph graph, Indicators indicators, Function<String, Value> indicatorOf) {
        this.graph = graph;
        this.indicators = indicators;
        this.indicatorOf = indicatorOf;
    }

    /** Equation 8: the sum of all indicators. */
    Value lasso() {
        Scope scope = graph.scope("lasso");
        Value all = null;
        for (String norm : indicators.norms().keySet()) {
            all = plus(scope, all, scope.apply(Reduce.sum(0), indicatorOf.apply(norm)));
        }
        return all;
    }

    /** Equation 9: E. */
    Value macs(ExpectedMacs expected) {
        Scope scope = graph.scope("macs");
        Value all = null;
        for (ExpectedMacs.Layer layer : expected.layers()) {
            Value macs = null;
            for (ExpectedMacs.Side side : layer.sides()) {
                Value channels = side(scope, side);
                macs = macs == null ? channels : scope.apply(new Multiply(), macs, channels);
            }
            all = plus(scope, all, scope.apply(Affine.times(layer.factor()), macs));
        }
        return all;
    }

    private Value side(Scope scope, ExpectedMacs.Side side) {
        Value sum = constant(Nd4j.scalar((float) side.constant()));
        for (Map.Entry<String, double[]> norm : side.weights().entrySet()) {
            Value weights = constant(Nd4j.createFromArray(norm.getValue()).castTo(DataType.FLOAT));
            Value weighted = scope.apply(new Multiply(), indicatorOf.apply(norm.getKey()), weights);
            sum = plus(scope, sum, scope.apply(Reduce.sum(0), weighted));
        }
        return sum;
    }

    /**
     * Equation 10: sign log(E), where the sign is {@link #sign}.
     *
     * @param sign a scalar
     */
    Value flops(Value macs, Value sign) {
        Scope scope = graph.scope("flops");
        return scope.apply(new Multiply(), sign, scope.apply(new Log(), macs));
    }

    /**
     * The case of equation 10: 1 above the target, -1 below the band, 0 in it. It is the network's with the indicators
     * rounded, since that is the one that is left; the paper leaves open which.
     *
     * @param band eps, the width of the band as a part of the target
     */
    static double sign(double macs, double target, double band) {
        return macs > target ? 1 : macs < target * (1 - band) ? -1 : 0;
    }

    /**
     * Equation 11, whose exact form could not be verified: over all pairs of neighbouring batch normalisations that
     * shortcuts tie together, the mean squared difference of the indicators of their common channels. Empty where no two are
     * tied.
     */
    Optional<Value> symmetry() {
        Scope scope = graph.scope("symmetry");
        Value all = null;
        for (Indicators.Group group : indicators.groups()) {
            List<Member> places = group.places();
            for (int pair = 1; pair < places.size(); pair++) {
                Value difference =
                        scope.apply(new Subtract(), at(scope, places.get(pair - 1)), at(scope, places.get(pair)));
                Value mean = scope.apply(Reduce.mean(0), scope.apply(new Square(), difference));
                all = plus(scope, all, mean);
            }
        }
        return Optional.ofNullable(all);
    }

    /** The indicators of a group's channels in one of its places, in the order of the channels. */
    private Value at(Scope scope, Member place) {
        float[] positions = new float[place.positions().channels()];
        for (int channel = 0; channel < positions.length; channel++) {
            positions[channel] = Indicators.position(place, channel);
        }
        Value values = indicatorOf.apply(place.tensor());
        return scope.apply(Gather.rows(), values, constant(Nd4j.createFromArray(positions)));
    }

    private Value constant(INDArray numbers) {
        return graph.parameter("constant" + ++constants, Role.CONSTANT, numbers);
    }

    private static Value plus(Scope scope, Value sum, Value more) {
        return sum == null ? more : scope.apply(new Add(), sum, more);
    }
}
