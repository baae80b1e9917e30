package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import org.junit.jupiter.api.Test;

/** A parameter read by two layers couples them. */
class CouplingSharedParameterTest {

    @Test
    void aSharedWeightCouplesBothItsInputsAndBothItsResults() {
        Graph.Builder graph = new Graph.Builder();
        Value x = graph.add("x", new Input(Shape.batchOf(5)));
        Value first = weight(graph, "first", 4, 5);
        Value shared = weight(graph, "shared", 4, 4);
        Value last = weight(graph, "last", 2, 4);
        x = graph.add("a", new Linear(4), x, first);
        x = graph.add("b", new Linear(4), x, shared);
        x = graph.add("c", new Linear(4), x, shared);
        x = graph.add("d", new Linear(2), x, last);

        assertThat(Couplings.of(graph.build("d")).prunable())
                .map(Coupling::toString)
                .containsExactly(
                        "a: 4 channels first.weight[c] shared.weight[c] shared.weight[:, c] last.weight[:, c]");
    }

    private static Value weight(Graph.Builder graph, String layer, int out, int in) {
        return graph.add(layer + ".weight", new Parameter(Shape.of(out, in), Parameter.Role.WEIGHT));
    }
}
