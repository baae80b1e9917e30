package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.BatchNorm.Statistics;
import dev.espalier.model.op.BatchNormTraining;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TrainingFormTest {

    private static final Map<String, INDArray> STATISTICS = Map.of(
            "scale", Nd4j.createFromArray(1.0),
            "shift", Nd4j.createFromArray(0.0),
            "mean", Nd4j.createFromArray(10.0),
            "variance", Nd4j.createFromArray(2.0));

    private static Value norm(Graph.Builder builder, String name, Value x) {
        return builder.add(
                name,
                new BatchNorm(1e-5, 0.25),
                x,
                parameter(builder, "scale", Role.SCALE),
                parameter(builder, "shift", Role.SHIFT),
                parameter(builder, "mean", Role.RUNNING_MEAN),
                parameter(builder, "variance", Role.RUNNING_VARIANCE));
    }

    /** The parameter of this name, which all normalisations share. */
    private static Value parameter(Graph.Builder builder, String name, Role role) {
        Shape one = Shape.of(1);
        return builder.contains(name) ? new Value(name, one) : builder.add(name, new Parameter(one, role));
    }

    private static Map<String, INDArray> feeds(INDArray x) {
        Map<String, INDArray> feeds = new HashMap<>(STATISTICS);
        feeds.put("x", x);
        return feeds;
    }

    @Test
    void runningStatisticsMoveTowardsThoseOfTheBatch() {
        Graph.Builder builder = new Graph.Builder();
        Value y = norm(builder, "norm", builder.add("x", new Input(Shape.batchOf(1))));
        TrainingForm form = TrainingForm.of(builder.build(y.name()));
        assertThat(form.graph().node("norm").op()).isEqualTo(new BatchNormTraining(1e-5));
        assertThat(form.updates()).containsOnlyKeys("mean", "variance");
        assertThat(form.graph().outputs())
                .extracting(Node::name)
                .containsExactly(
                        "norm", form.updates().get("mean"), form.updates().get("variance"));

        // The batch 1, 2, 6 has mean 3 and unbiased variance 7.
        INDArray x = Nd4j.createFromArray(1.0, 2, 6).reshape(3, 1);
        Map<String, INDArray> results = new ReferenceExecutor(form.graph()).run(feeds(x));
        assertThat(results.get(form.updates().get("mean")).getDouble(0)).isCloseTo(0.75 * 10 + 0.25 * 3, within(1e-12));
        assertThat(results.get(form.updates().get("variance")).getDouble(0))
                .isCloseTo(0.75 * 2 + 0.25 * 7, within(1e-12));
    }

    @Test
    void aSharedStatisticIsCarriedThroughBothUses() {
        Graph.Builder builder = new Graph.Builder();
        Value first = norm(builder, "first", builder.add("x", new Input(Shape.batchOf(1))));
        Value second = norm(builder, "second", builder.add("relu", new Relu(), first));
        TrainingForm form = TrainingForm.of(builder.build(second.name()));
        assertThat(form.updates()).containsOnlyKeys("mean", "variance");

        // x is normalised to -1, 1, rectified to 0, 1: means 5 and 0.5.
        INDArray x = Nd4j.createFromArray(4.0, 6).reshape(2, 1);
        Map<String, INDArray> results = new ReferenceExecutor(form.graph()).run(feeds(x));
        double afterFirst = 0.75 * 10 + 0.25 * 5;
        assertThat(results.get(form.updates().get("mean")).getDouble(0))
                .isCloseTo(0.75 * afterFirst + 0.25 * 0.5, within(1e-5));
    }

    @Test
    void instanceNormalisationTracksTheMeanOfItsVariances() {
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.batchOf(1, 1, 3)));
        Value mean = parameter(builder, "mean", Role.RUNNING_MEAN);
        Value variance = parameter(builder, "variance", Role.RUNNING_VARIANCE);
        Value y = builder.add("norm", new BatchNorm(1e-5, 0.25, Statistics.IMAGE), x, mean, variance);
        TrainingForm form = TrainingForm.of(builder.build(y.name()));
        assertThat(form.graph().node("norm").op()).isEqualTo(new InstanceNorm(1e-5));

        // The images 1, 2, 6 and 2, 4, 6 have means 3 and 4, unbiased variances 7 and 4.
        INDArray images = Nd4j.createFromArray(1.0, 2, 6, 2, 4, 6).reshape(2, 1, 1, 3);
        Map<String, INDArray> feeds =
                Map.of("x", images, "mean", STATISTICS.get("mean"), "variance", STATISTICS.get("variance"));
        Map<String, INDArray> results = new ReferenceExecutor(form.graph()).run(feeds);
        assertThat(results.get(form.updates().get("mean")).getDouble(0))
                .isCloseTo(0.75 * 10 + 0.25 * 3.5, within(1e-12));
        assertThat(results.get(form.updates().get("variance")).getDouble(0))
                .isCloseTo(0.75 * 2 + 0.25 * 5.5, within(1e-12));
        assertThat(results.get("norm").getDouble(0)).isCloseTo(-2 / Math.sqrt(14.0 / 3 + 1e-5), within(1e-12));
    }

    @Test
    void aGraphWithoutNormalisationStaysAsItIs() {
        Graph.Builder builder = new Graph.Builder();
        Value y = builder.add("y", new Relu(), builder.add("x", new Input(Shape.batchOf(1))));
        Graph graph = builder.build(y.name());
        assertThat(TrainingForm.of(graph)).isEqualTo(new TrainingForm(graph, Map.of()));
    }

    @Test
    void oneValuePerChannelHasNoVariance() {
        Graph.Builder builder = new Graph.Builder();
        Value y = norm(builder, "norm", builder.add("x", new Input(Shape.batchOf(1))));
        ReferenceExecutor executor =
                new ReferenceExecutor(TrainingForm.of(builder.build(y.name())).graph());
        assertThatThrownBy(() -> executor.run(feeds(Nd4j.createFromArray(1.0).reshape(1, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "node 'norm/variance/batch' (BatchMoment): the variance of a batch needs at least two values"
                                + " per channel, found one; use a batch of at least 2");
    }
}
