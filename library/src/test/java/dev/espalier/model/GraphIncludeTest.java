package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.ShapeException;
import dev.espalier.model.op.Value;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphIncludeTest {

    private static final Graph LAYER = layer();

    private static Graph layer() {
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.batchOf(3)));
        Value w = builder.add("w", new Parameter(Shape.of(3, 3), Role.WEIGHT));
        builder.add("relu", new Relu(), builder.add("linear", new Linear(3), x, w));
        return builder.build("relu");
    }

    @Test
    void copiesUnderAPrefix() {
        Graph.Builder builder = new Graph.Builder();
        Map<String, Value> values = builder.include("a", LAYER, Map.of());
        assertThat(values.get("relu")).isEqualTo(new Value("a/relu", Shape.batchOf(3)));
        assertThat(builder.build("a/relu").nodes())
                .extracting(Node::name)
                .containsExactly("a/x", "a/w", "a/linear", "a/relu");
    }

    @Test
    void withoutAPrefixAndBindingsItIsTheSameGraph() {
        Graph.Builder builder = new Graph.Builder();
        builder.include("", LAYER, Map.of());
        assertThat(builder.build("relu")).isEqualTo(LAYER);
    }

    @Test
    void boundParametersAreShared() {
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.batchOf(3)));
        Map<String, Value> first = builder.include("a", LAYER, Map.of("x", x));
        builder.include("b", LAYER, Map.of("x", first.get("relu"), "w", first.get("w")));
        Graph graph = builder.build("b/relu");
        assertThat(graph.parameters()).extracting(Node::name).containsExactly("a/w");
        assertThat(graph.node("b/linear").inputs()).containsExactly("a/relu", "a/w");
    }

    @Test
    void refusesBindingsThatCannotBe() {
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.batchOf(4)));
        assertThatThrownBy(() -> builder.include("a", LAYER, Map.of("x", x)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("'x' of a has shape [N, 3], but is bound to 'x' of shape [N, 4]");
        assertThatThrownBy(() -> builder.include("a", LAYER, Map.of("linear", x)))
                .hasMessage("'linear' is computed (Linear); only inputs and parameters can be bound");
        assertThatThrownBy(() -> builder.include("a", LAYER, Map.of("y", x))).hasMessageStartingWith("no node 'y'");
    }
}
