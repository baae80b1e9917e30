package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Input;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Value;
import org.junit.jupiter.api.Test;

class ScopeTest {

    @Test
    void nodesAreNamedAfterTheirPartAndNumberedByKind() {
        Graph.Builder graph = new Graph.Builder();
        Value x = graph.add("x", new Input(Shape.batchOf(3)));
        Scope loss = new Scope(graph, "loss");
        loss.apply(new Tanh(), loss.part("real").apply(new Relu(), loss.apply(new Relu(), loss.apply(new Relu(), x))));

        assertThat(graph.build("loss/Tanh").nodes())
                .extracting(Node::name)
                .containsExactly("x", "loss/Relu", "loss/Relu2", "loss/real/Relu", "loss/Tanh");
    }
}
