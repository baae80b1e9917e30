package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reduce.Reducer;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Arithmetic with repeated operands couples along the axis where the channels lie. */
class CouplingArithmeticTest {

    private final ModelBuilder net = new ModelBuilder("arithmetic");
    private final Value conv = net.conv("conv", net.input(3, 8, 8), Conv2d.square(4, 3, 1, 1));

    private String couplings(Value x) {
        Value last = net.conv("last", x, Conv2d.square(2, 1, 1, 0));
        return Couplings.of(net.build(last, new Seed(1)).graph()).toString();
    }

    @Test
    void aGateHasTheChannelsOfWhatItScales() {
        Value squeezed = net.apply(new Reduce(Reducer.MEAN, List.of(2, 3), true), conv);
        Value gate = net.apply(new Sigmoid(), net.conv("gate", squeezed, Conv2d.square(4, 1, 1, 0)));

        assertThat(couplings(net.apply(new Multiply(), net.apply(new Gelu(), conv), gate)))
                .contains("conv: 4 channels conv.weight[c] gate.weight[c] gate.weight[:, c] last.weight[:, c]");
    }

    @Test
    void oneMapForAllChannelsStaysAndTheChannelsDoNotMind() {
        Value map = net.conv("map", conv, Conv2d.square(1, 1, 1, 0));

        assertThat(couplings(net.apply(new Multiply(), conv, map)).lines())
                .contains(
                        "conv: 4 channels conv.weight[c] map.weight[:, c] last.weight[:, c]",
                        "not prunable: map: 1 channel map.weight[0]:"
                                + " layer 'multiply1' (Multiply) repeats them over its channels");
    }

    @Test
    void aParameterIsCutWhereItsAxisMeetsTheChannels() {
        Graph.Builder graph = net.build(conv, new Seed(1)).graph().extend();
        Value factors = graph.add("factors", new Parameter(Shape.of(4, 1, 1), Parameter.Role.SCALE));
        Value weight = graph.add("end.weight", new Parameter(Shape.of(2, 4, 1, 1), Parameter.Role.WEIGHT));
        Value scaled = graph.add("scaled", new Multiply(), factors, conv);
        graph.add("end", Conv2d.square(2, 1, 1, 0), scaled, weight);

        assertThat(Couplings.of(graph.build("end")).prunable())
                .map(Coupling::toString)
                .containsExactly("conv: 4 channels conv.weight[c] factors[c] end.weight[:, c]");
    }

    @Test
    void aReductionOverChannelsKeepsThem() {
        Value mean = net.apply(new Reduce(Reducer.MEAN, List.of(1), true), conv);

        assertThat(couplings(mean)).contains("conv.weight[c]: layer 'reduce1' (Reduce) works on all of them together");
    }

    @Test
    void aSoftmaxOverChannelsKeepsThem() {
        assertThat(couplings(net.apply(new Softmax(1), conv)))
                .contains("layer 'softmax1' (Softmax) works on all of them together");
    }

    @Test
    void aSoftmaxOverPositionsLeavesChannelsAlone() {
        assertThat(couplings(net.apply(new Dropout(0.5), net.apply(new LogSoftmax(3), conv))))
                .contains("conv: 4 channels conv.weight[c] last.weight[:, c]");
    }
}
