package dev.espalier.model.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Shapes of rows chosen by their numbers. */
class IndexingShapesTest {

    @Test
    void aTableGivesAVectorForEveryIndex() {
        List<Shape> inputs = List.of(Shape.of(1000, 64), Shape.batchOf(12));

        assertThat(Gather.rows().infer(inputs)).isEqualTo(Shape.batchOf(12, 64));
        assertThat(ScatterAdd.rows(1000).infer(List.of(Shape.batchOf(12, 64), Shape.batchOf(12))))
                .isEqualTo(Shape.of(1000, 64));
    }

    @Test
    void everyItemMayHaveATable() {
        assertThat(Gather.rowsOfEachItem().infer(List.of(Shape.batchOf(30, 8), Shape.batchOf(5, 2))))
                .isEqualTo(Shape.batchOf(5, 2, 8));
        assertThat(ScatterAdd.rowsOfEachItem(30).infer(List.of(Shape.batchOf(5, 2, 8), Shape.batchOf(5, 2))))
                .isEqualTo(Shape.batchOf(30, 8));
    }

    @Test
    void whatDoesNotFitIsShown() {
        assertThatThrownBy(() -> Gather.rows().infer(List.of(Shape.batchOf(30, 8), Shape.batchOf(5))))
                .hasMessage("expects a table [R, ...] for the whole batch, found [N, 30, 8];"
                        + " gather per item if each item has a table of its own");
        assertThatThrownBy(() -> Gather.rowsOfEachItem().infer(List.of(Shape.of(30, 8), Shape.batchOf(5))))
                .hasMessage("expects a table [N, R, ...] and indices [N, ...] for the same items, found [30, 8]"
                        + " and [N, 5]");
        assertThatThrownBy(() -> ScatterAdd.rows(3).infer(List.of(Shape.batchOf(4, 8), Shape.batchOf(5))))
                .hasMessage("expects an index for each value, so values that begin with the axes of the indices,"
                        + " found values [N, 4, 8] and indices [N, 5]");
        assertThatThrownBy(() -> ScatterAdd.rows(0)).hasMessage("number of rows is 0; it must be at least 1");
    }
}
