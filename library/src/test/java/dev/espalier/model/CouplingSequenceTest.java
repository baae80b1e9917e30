package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.op.Add;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import org.junit.jupiter.api.Test;

/** In sequences the channels lie along the last axis; rows of a table are chosen by number and stay. */
class CouplingSequenceTest {

    private final Graph.Builder graph = new Graph.Builder();
    private final Value words = graph.add("words", new Input(Shape.batchOf(7)));

    @Test
    void vectorsOfWordsAndPlacesLoseTheSameFeatures() {
        Value x = graph.add("embedded", Gather.rows(), parameter("vectors", 30, 4), words);
        x = graph.add("placed", new Add(), x, parameter("places", 7, 4));
        Couplings couplings = couplings(graph.add("out", new Linear(2), x, parameter("weight", 2, 4)));

        assertThat(couplings.prunable())
                .map(Coupling::toString)
                .containsExactly("embedded: 4 channels vectors[:, c] places[:, c] weight[:, c]");
        assertThat(couplings.excluded())
                .map(Couplings.Exclusion::toString)
                .containsExactlyInAnyOrder(
                        "vectors: 30 channels vectors[c]: layer 'embedded' (Gather) works on all of them together",
                        "words: 7 channels places[c]: they are the network's input 'words' and"
                                + " they are the network's output 'out'",
                        "out: 2 channels weight[c]: they are the network's output 'out'");
    }

    @Test
    void aProductWithAMatrixIsALinearLayer() {
        Op transposed = new MatMul(false, true);
        CouplingSequenceTest other = new CouplingSequenceTest();

        assertThat(couplings(twice(transposed, transposed)).toString())
                .isEqualTo(other.couplings(other.twice(new Linear(5), new Linear(2)))
                        .toString())
                .startsWith("first: 5 channels a[c] b[:, c]");
    }

    @Test
    void aTableThatIsReadTransposedIsCutAlongItsOtherAxis() {
        assertThat(couplings(twice(new MatMul(false, true), new MatMul(false, false), 5, 2))
                        .prunable())
                .map(Coupling::toString)
                .containsExactly("first: 5 channels a[c] b[c]");
    }

    @Test
    void whatIsScatteredKeepsItsFeaturesAndLosesItsPlaces() {
        Value x = graph.add("embedded", Gather.rows(), parameter("vectors", 30, 4), words);
        x = graph.add("canvas", ScatterAdd.rowsOfEachItem(9), x, words);
        assertThat(couplings(graph.add("out", new Linear(2), x, parameter("weight", 2, 4)))
                        .prunable())
                .map(Coupling::toString)
                .containsExactly("embedded: 4 channels vectors[:, c] weight[:, c]");
    }

    @Test
    void whatIsMadeOfParametersAloneIsCutWithThem() {
        Value x = graph.add("x", new Input(Shape.batchOf(3)));
        x = graph.add("first", new Linear(5), x, parameter("a", 5, 3));
        Value gates = graph.add("gates", Transpose.of(1, 0), parameter("columns", 5, 1));
        gates = graph.add("gate", new Reshape(Shape.of(5)), graph.add("open", new Sigmoid(), gates));
        x = graph.add("gated", new Multiply(), x, gates);

        assertThat(couplings(graph.add("out", new Linear(2), x, parameter("b", 2, 5)))
                        .prunable())
                .map(Coupling::toString)
                .containsExactly("first: 5 channels a[c] columns[c] b[:, c]");
    }

    @Test
    void itemsOfABatchOfKnownSizeStay() {
        Value x = graph.add("x", new Input(Shape.of(4, 3)));
        x = graph.add("moved", new Add(), x, parameter("shift", 4, 3));
        x = graph.add("first", new Linear(5), x, parameter("a", 5, 3));

        assertThat(couplings(graph.add("out", new Linear(2), x, parameter("b", 2, 5)))
                        .prunable())
                .map(Coupling::toString)
                .containsExactly("first: 5 channels a[c] b[:, c]");
    }

    private Value twice(Op first, Op second) {
        return twice(first, second, 2, 5);
    }

    private Value twice(Op first, Op second, int... secondShape) {
        Value x = graph.add("x", new Input(Shape.batchOf(7, 3)));
        x = graph.add("first", first, x, parameter("a", 5, 3));
        return graph.add("second", second, x, parameter("b", secondShape));
    }

    private Value parameter(String name, int... dims) {
        return graph.add(name, new Parameter(Shape.of(dims), Parameter.Role.WEIGHT));
    }

    private Couplings couplings(Value output) {
        return Couplings.of(graph.build(output.name()));
    }
}
