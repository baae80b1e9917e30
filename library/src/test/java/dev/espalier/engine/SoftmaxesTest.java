package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Graph;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.SoftmaxGradient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SoftmaxesTest {

    private static double[] row(Op op, double... numbers) {
        Graph.Builder builder = new Graph.Builder();
        builder.add("y", op, builder.add("x", new Input(Shape.of(1, numbers.length))));
        INDArray x = Nd4j.createFromArray(numbers).reshape(1, numbers.length);
        return new ReferenceExecutor(builder.build("y"))
                .run(Map.of("x", x))
                .get("y")
                .ravel()
                .toDoubleVector();
    }

    @Test
    void farOutNothingOverflows() {
        assertThat(row(new Softmax(1), 1000, 1000, -1000)).containsExactly(0.5, 0.5, 0);
        assertThat(row(new LogSoftmax(1), 1000, -1000)).containsExactly(0, -2000);
    }

    @Test
    void theAxisMustExist() {
        assertThatThrownBy(() -> new Softmax(2).infer(List.of(Shape.batchOf(3))))
                .hasMessage("expects an axis 2 counted from 0, found [N, 3]");
        assertThatThrownBy(() -> new LogSoftmax(-1)).hasMessage("axis is -1; it must not be negative");
        assertThatThrownBy(() -> new SoftmaxGradient(1).infer(List.of(Shape.batchOf(3), Shape.batchOf(4))))
                .hasMessage("expects an upstream of shape [N, 3], found [N, 4]");
    }
}
