package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import org.junit.jupiter.api.Test;

/** A parameter that no layer reads is listed, and belongs to no channel. */
class CouplingUnusedParameterTest {

    @Test
    void itIsListedWithTheReason() {
        Graph.Builder graph = new Graph.Builder();
        Value x = graph.add("x", new Input(Shape.batchOf(3)));
        graph.add("left over", new Parameter(Shape.of(4, 3), Parameter.Role.WEIGHT));
        Value weight = graph.add("weight", new Parameter(Shape.of(2, 3), Parameter.Role.WEIGHT));
        graph.add("out", new Linear(2), x, weight);

        assertThat(Couplings.of(graph.build("out")).excluded())
                .map(Couplings.Exclusion::toString)
                .contains(
                        "left over: 4 channels left over[c]: no layer reads 'left over'",
                        "left over: 3 channels left over[:, c]: no layer reads 'left over'");
    }
}
