package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Graph;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Rows by their numbers, and numbers that are no rows. */
class IndexingTest {

    @Test
    void rowsWithTheSameNumberAddUp() {
        INDArray sum = run(ScatterAdd.rows(4), Shape.batchOf(2), array(3, 2), Nd4j.createFromArray(1f, 1, 0));

        assertThat(sum).isEqualTo(Nd4j.createFromArray(new float[][] {{4, 5}, {2, 4}, {0, 0}, {0, 0}}));
    }

    @Test
    void everyItemHasItsOwnTable() {
        INDArray indices = Nd4j.createFromArray(new float[][] {{1, 1, 0}, {0, 1, 0}});
        INDArray chosen = run(Gather.rowsOfEachItem(), Shape.batchOf(2), array(2, 2), indices);

        assertThat(chosen).isEqualTo(Nd4j.createFromArray(new float[][] {{1, 1, 0}, {2, 3, 2}}));
    }

    @ParameterizedTest
    @ValueSource(floats = {-1, 6, 0.5f, Float.NaN, 1e20f})
    void aNumberThatIsNoRowIsNamed(float wrong) {
        INDArray indices = Nd4j.createFromArray(new float[][] {{0, 5}, {wrong, 1}});

        assertThatThrownBy(() -> run(Gather.rows(), Shape.of(6, 2), array(6, 2), indices))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("node 'y' (Gather): the index at [1, 0] is " + (double) wrong
                        + "; with 6 rows it must be a whole number from 0 to 5");
        assertThatThrownBy(() -> run(ScatterAdd.rows(6), Shape.batchOf(2), array(2, 2), indices))
                .hasMessageStartingWith("node 'y' (ScatterAdd): the index at [1, 0] is " + (double) wrong);
    }

    @Test
    void indicesHaveNoGradient() {
        Graph.Builder graph = new Graph.Builder();
        Value table = graph.add("table", new Input(Shape.of(4)));
        Value index = graph.add("index", new Input(Shape.SCALAR));
        Graph choice = graph.build(graph.add("y", Gather.rows(), table, index).name());

        assertThatThrownBy(() -> Gradients.of(choice, "y", List.of("index")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("node 'y' (Gather): indices choose rows and have no gradient");
    }

    private static INDArray run(Op op, Shape first, INDArray table, INDArray indices) {
        Graph.Builder graph = new Graph.Builder();
        int[] more = new int[indices.rank() - 1];
        for (int axis = 0; axis < more.length; axis++) {
            more[axis] = (int) indices.size(axis + 1);
        }
        graph.add("y", op, graph.add("first", new Input(first)), graph.add("indices", new Input(Shape.batchOf(more))));
        return new ReferenceExecutor(graph.build("y"))
                .run(Map.of("first", table, "indices", indices))
                .get("y");
    }

    /** 0, 1, 2 and so on. */
    private static INDArray array(int rows, int columns) {
        float[] numbers = new float[rows * columns];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        return Nd4j.create(numbers, new long[] {rows, columns}, 'c');
    }
}
