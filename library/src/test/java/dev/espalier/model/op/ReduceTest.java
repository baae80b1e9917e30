package dev.espalier.model.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.op.Reduce.Reducer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReduceTest {

    private static final List<Shape> IMAGES = List.of(Shape.batchOf(3, 4, 5));

    @Test
    void axesAreDroppedOrKeptAtLengthOne() {
        assertThat(Reduce.mean(2, 3).infer(IMAGES)).isEqualTo(Shape.batchOf(3));
        assertThat(new Reduce(Reducer.MAX, List.of(0, 2), true).infer(IMAGES)).isEqualTo(Shape.of(1, 3, 1, 5));
        assertThat(Reduce.sumAllBut(1, 4).infer(IMAGES)).isEqualTo(Shape.of(3));
        assertThat(Reduce.all(Reducer.SUM, 4).infer(IMAGES)).isEqualTo(Shape.SCALAR);
    }

    @Test
    void anAxisMustExist() {
        assertThatThrownBy(() -> Reduce.sum(1, 4).infer(IMAGES))
                .hasMessage("expects an axis 4 counted from 0, found [N, 3, 4, 5]");
    }

    @Test
    void axesAreAscendingAndAtLeastOne() {
        String rule = "; they must be at least one, counted from 0, ascending, each once";

        assertThatThrownBy(() -> Reduce.sum()).hasMessage("axes are []" + rule);
        assertThatThrownBy(() -> Reduce.sum(-1)).hasMessage("axes are [-1]" + rule);
        assertThatThrownBy(() -> Reduce.sum(2, 1)).hasMessage("axes are [2, 1]" + rule);
        assertThatThrownBy(() -> Reduce.sum(1, 1)).hasMessage("axes are [1, 1]" + rule);
    }
}
