package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Graph;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Resizing against the numbers that {@code torch.nn.functional.interpolate} of PyTorch 1.13 gave. */
class Resize2dTest {

    /** 3x4 pixels. */
    private static final float[] PIXELS = {1, 2, 4, 8, 3, -1, 0, 5, 7, 6, -2, 9};

    @Test
    void nearest() {
        expect(
                Resize2d.nearest(new Size2d(5, 6)),
                new float[] {
                    1, 1, 2, 4, 4, 8, 1, 1, 2, 4, 4, 8, 3, 3, -1, 0, 0, 5, 3, 3, -1, 0, 0, 5, 7, 7, 6, -2, -2, 9
                },
                new float[] {18, 12, 30, 18, 66, 36, 78, 42, 51, 27, 57, 30});
        expect(Resize2d.nearest(new Size2d(2, 3)), new float[] {1, 2, 4, 3, -1, 0}, new float[] {
            1, 2, 3, 0, 4, 5, 6, 0, 0, 0, 0, 0
        });
    }

    @Test
    void bilinear() {
        expect(
                Resize2d.bilinear(new Size2d(5, 6)),
                new float[] {
                    1, 1.5f, 2.33333f, 3.66667f, 6, 8, 1.8f, 1.3f, 1.06667f, 2.13333f, 4.6f, 6.8f, 3, 1, -0.83333f,
                    -0.16667f, 2.5f, 5, 5.4f, 4.3f, 2.46667f, -0.46667f, 3.1f, 7.4f, 7, 6.5f, 4.66667f, -0.66667f, 3.5f,
                    9
                },
                new float[] {8.6f, 12.06667f, 15.53333f, 19, 36, 39.9f, 43.8f, 47.7f, 55.4f, 58.86667f, 62.33333f, 65.8f
                });
        expect(
                Resize2d.bilinear(new Size2d(2, 3)),
                new float[] {1.45833f, 2.125f, 6.54167f, 5.70833f, 1.375f, 6.41667f},
                new float[] {
                    0.625f, 0.875f, 1.125f, 1.875f, 1.04167f, 1.08333f, 1.25f, 1.875f, 2.5f, 2.375f, 2.625f, 3.75f
                });
    }

    @Test
    void bilinearWithAlignedCorners() {
        expect(
                new Resize2d(new Size2d(5, 6), Resize2d.Mode.BILINEAR, true),
                new float[] {
                    1, 1.6f, 2.4f, 3.6f, 5.6f, 8, 2, 1.1f, 0.8f, 1.7f, 3.8f, 6.5f, 3, 0.6f, -0.8f, -0.2f, 2, 5, 5, 3.5f,
                    1.8f, -0.3f, 2.2f, 7, 7, 6.4f, 4.4f, -0.4f, 2.4f, 9
                },
                new float[] {6.9f, 11.4f, 15, 16.2f, 37.2f, 47.2f, 52, 49.6f, 48.9f, 59.4f, 63, 58.2f});
        expect(new Resize2d(new Size2d(1, 3), Resize2d.Mode.BILINEAR, true), new float[] {1, 3, 8}, new float[] {
            1, 1, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0
        });
    }

    @Test
    void theNearestPixelIsChosenInSinglePrecision() {
        Taps taps = Taps.of(Resize2d.nearest(new Size2d(1, 82)), 2, 82);

        // Exactly, 41 * 2 / 82 is pixel 1.
        assertThat(taps.low()[41]).isZero();
        assertThat(taps.low()[42]).isEqualTo(1);
    }

    @Test
    void pixelsWithoutWeightAreNotRead() {
        INDArray x = Nd4j.create(new float[] {1, Float.POSITIVE_INFINITY}, new long[] {1, 1, 1, 2}, 'c');
        Graph.Builder graph = new Graph.Builder();
        graph.add("y", Resize2d.nearest(new Size2d(1, 4)), graph.add("x", new Input(Shape.of(1, 1, 1, 2))));

        assertThat(numbers(new ReferenceExecutor(graph.build("y"))
                        .run(Map.of("x", x))
                        .get("y")))
                .containsExactly(1, 1, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    /** The gradient is that of the sum of the output's numbers, the first one taken once, the second one twice... */
    private static void expect(Resize2d op, float[] output, float[] gradient) {
        Graph.Builder graph = new Graph.Builder();
        Value x = graph.add("x", new Input(Shape.of(1, 1, 3, 4)));
        Value y = graph.add("y", op, x);
        Value row = graph.add("row", new Reshape(Shape.of(1, output.length)), y);
        Value weights = graph.add("weights", new Input(Shape.of(output.length, 1)));
        graph.add("loss", new Reshape(Shape.SCALAR), graph.add("sum", new MatMul(false, false), row, weights));
        Gradients gradients = Gradients.of(graph.build("y"), "loss", List.of("x"));

        float[] counts = new float[output.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = i + 1;
        }
        Map<String, INDArray> results = new ReferenceExecutor(gradients.graph())
                .run(Map.of(
                        "x", Nd4j.create(PIXELS, new long[] {1, 1, 3, 4}, 'c'),
                        "weights", Nd4j.create(counts, new long[] {counts.length, 1}, 'c')));
        assertThat(numbers(results.get("y"))).containsExactly(output, within(2e-5f));
        assertThat(numbers(results.get(gradients.gradientOf().get("x")))).containsExactly(gradient, within(1e-4f));
    }

    private static float[] numbers(INDArray array) {
        return array.reshape(array.length()).toFloatVector();
    }
}
