package dev.espalier.model.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.ShapeException;
import dev.espalier.model.op.Value;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Attention and encoder layers against their equations, number by number. */
class TransformerTest {

    private static final int LENGTH = 3;
    private static final int FEATURES = 4;
    private static final int HEADS = 2;

    private static Model model(BiFunction<ModelBuilder, Value, Value> block) {
        ModelBuilder net = new ModelBuilder("transformer");
        return Blocks.spread(net.build(block.apply(net, net.input(Shape.of(LENGTH, FEATURES))), new Seed(3)));
    }

    private static double[][] linear(Model model, String layer, double[][] x) {
        INDArray weight = model.parameters().get(layer + ".weight");
        INDArray bias = model.parameters().get(layer + ".bias");
        double[][] y = new double[x.length][(int) bias.length()];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < y[t].length; o++) {
                y[t][o] = bias.getDouble(o);
                for (int i = 0; i < x[t].length; i++) {
                    y[t][o] += weight.getDouble(o, i) * x[t][i];
                }
            }
        }
        return y;
    }

    private static double[][] attention(Model model, String layer, double[][] x) {
        double[][] projected = linear(model, layer + ".in_proj", x);
        int width = FEATURES / HEADS;
        double[][] mixed = new double[LENGTH][FEATURES];
        for (int head = 0; head < HEADS; head++) {
            for (int t = 0; t < LENGTH; t++) {
                double[] weights = new double[LENGTH];
                double sum = 0;
                for (int s = 0; s < LENGTH; s++) {
                    double score = 0;
                    for (int i = head * width; i < (head + 1) * width; i++) {
                        score += projected[t][i] * projected[s][FEATURES + i];
                    }
                    weights[s] = Math.exp(score / Math.sqrt(width));
                    sum += weights[s];
                }
                for (int s = 0; s < LENGTH; s++) {
                    for (int i = head * width; i < (head + 1) * width; i++) {
                        mixed[t][i] += weights[s] / sum * projected[s][2 * FEATURES + i];
                    }
                }
            }
        }
        return linear(model, layer + ".out_proj", mixed);
    }

    private static double[][] norm(Model model, String layer, double[][] x) {
        double[][] y = new double[x.length][FEATURES];
        for (int t = 0; t < x.length; t++) {
            double mean = 0;
            double variance = 0;
            for (double number : x[t]) {
                mean += number / FEATURES;
            }
            for (double number : x[t]) {
                variance += (number - mean) * (number - mean) / FEATURES;
            }
            for (int i = 0; i < FEATURES; i++) {
                double scale = model.parameters().get(layer + ".scale").getDouble(i);
                double shift = model.parameters().get(layer + ".shift").getDouble(i);
                y[t][i] = scale * (x[t][i] - mean) / Math.sqrt(variance + 1e-5) + shift;
            }
        }
        return y;
    }

    private static double[][] feedForward(Model model, double[][] x) {
        double[][] hidden = linear(model, "layer.linear1", x);
        for (double[] place : hidden) {
            for (int i = 0; i < place.length; i++) {
                place[i] = Math.max(0, place[i]);
            }
        }
        return linear(model, "layer.linear2", hidden);
    }

    private static double[][] sum(double[][] a, double[][] b) {
        double[][] sum = new double[a.length][a[0].length];
        for (int t = 0; t < a.length; t++) {
            for (int i = 0; i < a[t].length; i++) {
                sum[t][i] = a[t][i] + b[t][i];
            }
        }
        return sum;
    }

    @Test
    void everyHeadAttendsByItself() {
        Model model = model((net, x) -> new SelfAttention(HEADS, 0).build(net, "attention", x));
        Blocks.expect(model, (item, output) -> {
            double[][] attended = attention(model, "attention", item);
            System.arraycopy(attended, 0, output, 0, LENGTH);
        });
    }

    @Test
    void layersAreNormalisedAfterTheirShortcuts() {
        Model model = model((net, x) -> new TransformerEncoderLayer(HEADS, 5).build(net, "layer", x));
        Blocks.expect(model, (item, output) -> {
            double[][] x = norm(model, "layer.norm1", sum(item, attention(model, "layer.self_attn", item)));
            x = norm(model, "layer.norm2", sum(x, feedForward(model, x)));
            System.arraycopy(x, 0, output, 0, LENGTH);
        });
    }

    @Test
    void layersAreNormalisedBeforeTheirPathsIfAskedFor() {
        var layer = new TransformerEncoderLayer(HEADS, 5, new Relu(), true, 0);
        Model model = model((net, x) -> layer.build(net, "layer", x));
        Blocks.expect(model, (item, output) -> {
            double[][] x = sum(item, attention(model, "layer.self_attn", norm(model, "layer.norm1", item)));
            x = sum(x, feedForward(model, norm(model, "layer.norm2", x)));
            System.arraycopy(x, 0, output, 0, LENGTH);
        });
    }

    @Test
    void dropoutIsWherePyTorchHasIt() {
        var layer = new TransformerEncoderLayer(HEADS, 5, new Gelu(), false, 0.1);
        Model model = model((net, x) -> layer.build(net, "layer", x));

        assertThat(model.graph().layers())
                .filteredOn(node -> node.op() instanceof Dropout)
                .extracting(
                        node -> model.graph().node(node.inputs().get(0)).op().kind())
                .containsExactly("Softmax", "Linear", "Gelu", "Linear");
    }

    @Test
    void attentionCountsItsProducts() {
        Model model = model((net, x) -> new SelfAttention(HEADS, 0).build(net, "attention", x));

        // Two products of 3 places with 3 places over 4 features, and linear layers of 3 · 4 · (12 + 4).
        assertThat(Cost.of(model).macs()).isEqualTo(2 * 3 * 3 * 4 + 3 * 4 * 16);
    }

    @Test
    void headsDivideTheFeatures() {
        assertThatThrownBy(() -> model((net, x) -> new SelfAttention(3, 0).build(net, "attention", x)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("layer 'attention' has 3 heads, which must divide the features of [N, 3, 4]");
        assertThatThrownBy(() -> new SelfAttention(0, 0)).hasMessage("attention with 0 heads; at least 1");
    }
}
