package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.BatchMoment;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import org.junit.jupiter.api.Test;

/** What cannot be dropped says why, and never stops the rest. */
class CouplingExclusionTest {

    @Test
    void anOperatorWithoutARuleKeepsWhatItReadsAndNothingElse() {
        Graph.Builder graph = new Graph.Builder();
        Value x = graph.add("x", new Input(Shape.batchOf(3, 4, 4)));
        x = conv(graph, "conv1", x, 4);
        x = conv(graph, "conv2", x, 5);
        graph.add("moment", new BatchMoment(BatchMoment.Moment.MEAN), x);
        x = conv(graph, "conv3", x, 2);
        Couplings couplings = Couplings.of(graph.build("conv3"));

        assertThat(couplings.prunable()).map(Coupling::name).containsExactly("conv1");
        assertThat(couplings.excluded())
                .map(Couplings.Exclusion::toString)
                .contains("conv2: 5 channels conv2.weight[c] conv3.weight[:, c]:"
                        + " layer 'moment' (BatchMoment) has no rule for dropping channels");
    }

    @Test
    void severalReasonsAreAllGiven() {
        var net = new ModelBuilder("identity");
        Value x = net.input(3, 4, 4);
        Value y = net.add(x, net.conv("conv", x, Conv2d.square(3, 3, 1, 1)));
        Couplings couplings = Couplings.of(net.build(y, new Seed(1)).graph());

        assertThat(couplings.prunable()).isEmpty();
        assertThat(couplings.toString())
                .isEqualTo(
                        "not prunable: input: 3 channels conv.weight[c] conv.weight[:, c]: they are the network's input"
                                + " 'input' and they are the network's output 'add1'");
    }

    @Test
    void instanceNormalisationWithScaleIsPartOfItsChannel() {
        Graph.Builder graph = new Graph.Builder();
        Value x = conv(graph, "conv1", graph.add("x", new Input(Shape.batchOf(3, 4, 4))), 4);
        Value scale = graph.add("scale", new Parameter(Shape.of(4), Parameter.Role.SCALE));
        Value shift = graph.add("shift", new Parameter(Shape.of(4), Parameter.Role.SHIFT));
        conv(graph, "conv2", graph.add("norm", new InstanceNorm(), x, scale, shift), 2);

        assertThat(Couplings.of(graph.build("conv2")).prunable())
                .map(Coupling::toString)
                .containsExactly("conv1: 4 channels conv1.weight[c] scale[c] shift[c] conv2.weight[:, c]");
    }

    private static Value conv(Graph.Builder graph, String layer, Value x, int out) {
        Conv2d conv = Conv2d.square(out, 1, 1, 0);
        Shape shape = conv.weightShape(x.shape());
        return graph.add(layer, conv, x, graph.add(layer + ".weight", new Parameter(shape, Parameter.Role.WEIGHT)));
    }
}
