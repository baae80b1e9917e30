package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.op.Add;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.ShapeException;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTest {

    private final Graph.Builder graph = new Graph.Builder();
    private final Value images = graph.add("images", new Input(Shape.batchOf(3, 8, 8)));

    private Value weight(String name, int... dims) {
        return graph.add(name, new Parameter(Shape.of(dims), Parameter.Role.WEIGHT));
    }

    @Test
    void everyNodeKnowsItsShape() {
        Value x = graph.add("conv", Conv2d.square(4, 3, 2, 1), images, weight("w", 4, 3, 3, 3));
        graph.add("flat", new Flatten(), x);
        Graph built = graph.build("flat");

        assertThat(built.node("conv").shape()).isEqualTo(Shape.batchOf(4, 4, 4));
        assertThat(built.node("flat").shape()).isEqualTo(Shape.batchOf(64));
        assertThat(built.outputs()).map(Node::name).containsExactly("flat");
        assertThat(built.inputs()).map(Node::name).containsExactly("images");
        assertThat(built.parameters()).map(Node::name).containsExactly("w");
        assertThat(built.layers()).map(Node::name).containsExactly("conv", "flat");
        assertThat(built.consumers("conv")).map(Node::name).containsExactly("flat");
        assertThat(built.inputShapes(built.node("conv"))).containsExactly(Shape.batchOf(3, 8, 8), Shape.of(4, 3, 3, 3));
    }

    @Test
    void aMisfitNamesNodeBothShapesAndTheFix() {
        Value half = graph.add("half", new MaxPool2d(Size2d.square(2), Size2d.square(2), Size2d.square(0)), images);

        assertThatThrownBy(() -> graph.add("sum", new Add(), images, half))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "node 'sum' (Add): expects two tensors of the same shape, or of length 1 where they differ,"
                                + " found [N, 3, 8, 8] and [N, 3, 4, 4]; a 1x1 convolution on the shorter path makes them equal");
    }

    @Test
    void aWeightThatDoesNotFitIsShownWithTheOneThatWould() {
        Value wrong = weight("w", 4, 1, 3, 3);

        assertThatThrownBy(() -> graph.add("conv", Conv2d.square(4, 3, 1, 1), images, wrong))
                .hasMessage("node 'conv' (Conv2d): expects a weight [out, in / groups, height, width] of shape"
                        + " [4, 3, 3, 3], found [4, 1, 3, 3]");
    }

    @Test
    void imagesBeforeALinearLayerAskForAFlatten() {
        Value wrong = weight("w", 10, 3);

        assertThatThrownBy(() -> graph.add("fc", new Linear(10), images, wrong))
                .hasMessage("node 'fc' (Linear): expects a weight [out, in] of shape [10, 8] for the last axis"
                        + " of [N, 3, 8, 8], found [10, 3]; images need a flatten before it");
    }

    @Test
    void aWindowLargerThanTheImageIsMeasured() {
        Value large = weight("w", 4, 3, 9, 9);

        assertThatThrownBy(() -> graph.add("conv", Conv2d.square(4, 9, 1, 0), images, large))
                .hasMessage("node 'conv' (Conv2d): its window spans 9 along the height, but the input has only"
                        + " 8 + 0 of padding; use a smaller kernel or more padding");
    }

    @Test
    void namesAreUniqueAndNotBlank() {
        graph.add("relu", new Relu(), images);

        assertThatThrownBy(() -> graph.add("relu", new Flatten(), images))
                .hasMessage("two nodes are named 'relu': Relu[] and Flatten[]");
        assertThatThrownBy(() -> graph.add(" ", new Relu(), images)).hasMessage("a node needs a name, found ' '");
    }

    @Test
    void aNodeReadsOnlyWhatCameBefore() {
        assertThatThrownBy(() -> graph.add("relu", new Relu(), List.of("image")))
                .hasMessage("node 'relu' reads 'image', which does not come before it; did you mean 'images'?");
        assertThatThrownBy(() -> graph.build("relu")).hasMessage("output 'relu' is no node; there is images");
    }

    @Test
    void anUnknownNodeIsAnsweredWithTheNearest() {
        Graph built = graph.build("images");

        assertThat(built.contains("imges")).isFalse();
        assertThatThrownBy(() -> built.node("imges")).hasMessage("no node 'imges'; did you mean 'images'?");
    }

    @Test
    void extendingLeavesTheOriginalAlone() {
        Graph built = graph.build("images");
        Graph.Builder more = built.extend();
        more.add("relu", new Relu(), images);
        Graph extended = more.build("relu");

        assertThat(built.contains("relu")).isFalse();
        assertThat(extended.nodes()).hasSize(2);
        assertThat(built).isEqualTo(graph.build("images")).isNotEqualTo(extended);
    }

    @Test
    void aBuilderMayGoOnAfterBuilding() {
        Graph first = graph.build("images");
        graph.add("relu", new Relu(), images);

        assertThat(first.nodes()).hasSize(1);
    }
}
