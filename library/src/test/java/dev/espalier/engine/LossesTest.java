package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.GramInnerProduct;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.ShapeException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LossesTest {

    private static final INDArray LOGITS = Nd4j.createFromArray(0, 0, 0, Math.log(3), 5, 7);

    /** The loss, and the gradient with respect to its first input. */
    private static Map<String, INDArray> run(Op loss, INDArray x, INDArray y) {
        Graph.Builder builder = new Graph.Builder();
        builder.add(
                "loss",
                loss,
                builder.add("x", new Input(Model.shapeOf(x))),
                builder.add("y", new Input(Model.shapeOf(y))));
        Gradients gradients = Gradients.of(builder.build("loss"), "loss", List.of("x"));
        Map<String, INDArray> results = new ReferenceExecutor(gradients.graph()).run(Map.of("x", x, "y", y));
        return Map.of(
                "loss", results.get("loss"),
                "gradient", results.get(gradients.gradientOf().get("x")));
    }

    @Test
    void ignoredLabelsAreLeftOutOfTheMean() {
        Map<String, INDArray> results = run(
                new CrossEntropy(0), LOGITS.reshape(3, 2), Nd4j.createFromArray(0, 1, (double) CrossEntropy.IGNORED));
        double expected = (Math.log(2) + Math.log(4.0 / 3)) / 2;
        assertThat(results.get("loss").getDouble(0)).isCloseTo(expected, within(1e-12));
        assertThat(results.get("gradient").ravel().toDoubleVector())
                .containsExactly(new double[] {-0.25, 0.25, 0.125, -0.125, 0, 0}, within(1e-12));
    }

    @Test
    void everyPlaceOfASequenceHasALabel() {
        INDArray labels = Nd4j.createFromArray(0.0, 1, 1).reshape(1, 3);
        double expected = (Math.log(2) + Math.log(4.0 / 3) + Math.log1p(Math.exp(-2))) / 3;
        assertThat(run(new CrossEntropy(0), LOGITS.reshape(1, 3, 2), labels)
                        .get("loss")
                        .getDouble(0))
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void theMeanOfNothingIsZero() {
        Map<String, INDArray> results =
                run(new CrossEntropy(0), LOGITS.reshape(3, 2), Nd4j.createFromArray(-100.0, -100, -100));
        assertThat(results.get("loss").getDouble(0)).isZero();
        assertThat(results.get("gradient").ravel().toDoubleVector()).containsOnly(0);
    }

    @Test
    void labelsFollowTheLogits() {
        assertThatThrownBy(() -> new CrossEntropy(0).infer(List.of(Shape.batchOf(3, 5), Shape.batchOf(5))))
                .isInstanceOf(ShapeException.class)
                .hasMessage("expects labels of shape [N, 3], found [N, 5]");
    }

    @Test
    void gramMatricesAreMultipliedNumberByNumber() {
        // X Xᵀ has 5, 25 and 61 on its diagonal, and Y Yᵀ is the unit matrix.
        INDArray x = Nd4j.createFromArray(1.0, 2, 3, 4, 5, 6).reshape(3, 2, 1);
        Map<String, INDArray> results =
                run(new GramInnerProduct(), x, Nd4j.eye(3).castTo(x.dataType()));
        assertThat(results.get("loss").getDouble(0)).isEqualTo(5 + 25 + 61);
        assertThat(results.get("gradient")).isEqualTo(x.mul(2));
    }

    @Test
    void gramMatricesAreOfAsManyItems() {
        assertThatThrownBy(() -> new GramInnerProduct().infer(List.of(Shape.of(3, 2), Shape.of(2, 2))))
                .isInstanceOf(ShapeException.class)
                .hasMessage("expects two batches of as many items, found [3, 2] and [2, 2]");
    }
}
