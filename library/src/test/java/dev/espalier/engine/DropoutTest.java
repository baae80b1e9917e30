package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reduce.Reducer;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DropoutTest {

    private static final int FEATURES = 50;
    private static final double RATE = 0.3;

    /** Two dropouts, one after the other's input: y = Dropout(x), z = Dropout(x). */
    private static Graph graph(double rate) {
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.batchOf(FEATURES)));
        builder.add("y", new Dropout(rate), x);
        builder.add("z", new Dropout(rate), x);
        return builder.build("y", "z");
    }

    private static INDArray ones(int batch) {
        return Nd4j.ones(DataType.FLOAT, batch, FEATURES);
    }

    private static INDArray dropped(String stream, String output, int batch, Seed seed) {
        TrainingForm form = TrainingForm.of(graph(RATE), stream);
        Map<String, INDArray> feeds = Map.of("x", ones(batch), TrainingForm.SEED, TrainingForm.seed(seed));
        return new ReferenceExecutor(form.graph()).run(feeds).get(output).dup();
    }

    @Test
    void inUseItDoesNothing() {
        INDArray x = ones(3);

        assertThat(new ReferenceExecutor(graph(RATE)).run(Map.of("x", x)).get("y"))
                .isEqualTo(x);
    }

    @Test
    void inTrainingItDropsTheRateAndScalesTheRest() {
        INDArray y = dropped("", "y", 400, new Seed(1));
        double kept = 0;
        for (int i = 0; i < y.length(); i++) {
            double number = y.getDouble(i);
            assertThat(number).isIn(0.0, (double) (float) (1 / (1 - RATE)));
            kept += number > 0 ? 1 : 0;
        }

        // Four standard deviations of 20,000 draws.
        assertThat(kept / y.length()).isEqualTo(1 - RATE, within(4 * Math.sqrt(RATE * (1 - RATE) / y.length())));
    }

    @Test
    void theSameSeedDropsTheSameAndAnotherOneDoesNot() {
        INDArray y = dropped("", "y", 4, new Seed(-5));

        assertThat(dropped("", "y", 4, new Seed(-5))).isEqualTo(y);
        assertThat(dropped("", "y", 4, new Seed(-6))).isNotEqualTo(y);
        assertThat(dropped("", "z", 4, new Seed(-5))).isNotEqualTo(y);
        assertThat(dropped("teacher", "y", 4, new Seed(-5))).isNotEqualTo(y);
    }

    @Test
    void whatAnItemLosesDoesNotDependOnTheBatch() {
        INDArray two = dropped("", "y", 2, new Seed(9));
        INDArray five = dropped("", "y", 5, new Seed(9));

        assertThat(five.getRow(1).dup()).isEqualTo(two.getRow(1).dup());
        assertThat(two.getRow(0).dup()).isNotEqualTo(two.getRow(1).dup());
    }

    @Test
    void theGradientIsDroppedWithTheNumbers() {
        Graph.Builder builder = TrainingForm.of(graph(RATE)).graph().extend();
        builder.add(
                "loss", Reduce.all(Reducer.SUM, 2), builder.build("y").node("y").value());
        Gradients gradients = Gradients.of(builder.build("y", "loss"), "loss", List.of("x"));
        Map<String, INDArray> results = new ReferenceExecutor(gradients.graph())
                .run(Map.of("x", ones(4), TrainingForm.SEED, TrainingForm.seed(new Seed(2))));

        assertThat(results.get(gradients.gradientOf().get("x"))).isEqualTo(results.get("y"));
    }

    @Test
    void aRateOfZeroNeedsNoSeed() {
        Graph graph = graph(0);

        assertThat(TrainingForm.of(graph)).isEqualTo(new TrainingForm(graph, Map.of()));
        assertThat(TrainingForm.of(graph(RATE)).graph().inputs())
                .extracting(Node::name)
                .containsExactly("x", TrainingForm.SEED);
    }

    @Test
    void whatIsNoSeedOrNoRateIsRefused() {
        Graph graph = TrainingForm.of(graph(RATE)).graph();
        Map<String, INDArray> feeds = Map.of("x", ones(1), TrainingForm.SEED, Nd4j.createFromArray(0f, 0.5f, 1f, 2f));

        assertThatThrownBy(() -> new ReferenceExecutor(graph).run(feeds))
                .hasMessage(
                        "node 'y/mask' (DropoutMask): part 1 of the seed is 0.5; it must be a whole number of 16 bits,"
                                + " as TrainingForm.seed makes them");
        assertThatThrownBy(() -> new Dropout(1)).hasMessage("dropout rate is 1.0; it must be in [0, 1)");
    }
}
