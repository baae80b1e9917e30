package dev.espalier.model.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.ShapeException;
import dev.espalier.model.op.Value;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Recurrent layers against their equations, step by step and number by number. */
class RecurrentTest {

    private static final int LENGTH = 4;
    private static final int FEATURES = 3;
    private static final int HIDDEN = 2;

    private static Model model(BiFunction<ModelBuilder, Value, Value> layer) {
        ModelBuilder net = new ModelBuilder("recurrent");
        return Blocks.spread(net.build(layer.apply(net, net.input(Shape.of(LENGTH, FEATURES))), new Seed(3)));
    }

    /** One gate's part of weight · x + bias. */
    private static double[] gate(Model model, String part, int gate, double[] x) {
        double[] result = new double[HIDDEN];
        for (int i = 0; i < HIDDEN; i++) {
            int row = gate * HIDDEN + i;
            result[i] = model.parameters().get("rnn." + part + ".bias").getDouble(row);
            for (int j = 0; j < x.length; j++) {
                result[i] += model.parameters().get("rnn." + part + ".weight").getDouble(row, j) * x[j];
            }
        }
        return result;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void gruFollowsItsEquations() {
        Model model = model((net, x) -> new Gru(HIDDEN).build(net, "rnn", x));
        Blocks.expect(model, (item, output) -> {
            double[] h = new double[HIDDEN];
            for (int t = 0; t < LENGTH; t++) {
                double[] next = new double[HIDDEN];
                for (int i = 0; i < HIDDEN; i++) {
                    double r = sigmoid(gate(model, "input", 0, item[t])[i] + gate(model, "hidden", 0, h)[i]);
                    double z = sigmoid(gate(model, "input", 1, item[t])[i] + gate(model, "hidden", 1, h)[i]);
                    double n = Math.tanh(gate(model, "input", 2, item[t])[i] + r * gate(model, "hidden", 2, h)[i]);
                    next[i] = (1 - z) * n + z * h[i];
                }
                h = next;
                output[t] = h;
            }
        });
    }

    @Test
    void lstmFollowsItsEquations() {
        Model model = model((net, x) -> new Lstm(HIDDEN).build(net, "rnn", x));
        Blocks.expect(model, (item, output) -> {
            double[] h = new double[HIDDEN];
            double[] c = new double[HIDDEN];
            for (int t = 0; t < LENGTH; t++) {
                double[] next = new double[HIDDEN];
                for (int i = 0; i < HIDDEN; i++) {
                    double[] gates = new double[4];
                    for (int g = 0; g < 4; g++) {
                        gates[g] = gate(model, "input", g, item[t])[i] + gate(model, "hidden", g, h)[i];
                    }
                    c[i] = sigmoid(gates[1]) * c[i] + sigmoid(gates[0]) * Math.tanh(gates[2]);
                    next[i] = sigmoid(gates[3]) * Math.tanh(c[i]);
                }
                h = next;
                output[t] = h;
            }
        });
    }

    @Test
    void parametersAreThoseOfPyTorch() {
        // 3 and 4 gates of 2 features, each with weights for 3 and 2 numbers and two biases.
        assertThat(Cost.of(model((net, x) -> new Gru(HIDDEN).build(net, "rnn", x)))
                        .parameters())
                .isEqualTo(3 * 2 * (3 + 2 + 2));
        assertThat(Cost.of(model((net, x) -> new Lstm(HIDDEN).build(net, "rnn", x)))
                        .parameters())
                .isEqualTo(4 * 2 * (3 + 2 + 2));
    }

    @Test
    void onlySequencesAreRead() {
        ModelBuilder net = new ModelBuilder("recurrent");
        Value images = net.input(1, 28, 28);
        assertThatThrownBy(() -> new Gru(2).build(net, "rnn", images))
                .isInstanceOf(ShapeException.class)
                .hasMessage("layer 'rnn' expects sequences [N, length, features], found [N, 1, 28, 28]");
    }
}
