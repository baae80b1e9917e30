package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GradientsTest {

    /** loss = CrossEntropy(Linear(Tanh(x)), labels). */
    private static Graph.Builder classifier() {
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.batchOf(3)));
        Value labels = builder.add("labels", new Input(Shape.batchOf()));
        Value weight = builder.add("weight", new Parameter(Shape.of(2, 3), Role.WEIGHT));
        Value hidden = builder.add("hidden", new Tanh(), x);
        Value logits = builder.add("logits", new Linear(2), hidden, weight);
        builder.add("loss", new CrossEntropy(0), logits, labels);
        return builder;
    }

    @Test
    void gradientsAreNodesNamedAfterTheirOrigin() {
        Gradients gradients = Gradients.of(classifier().build("logits"), "loss", List.of("weight", "x", "logits"));
        assertThat(gradients.gradientOf())
                .containsExactly(
                        Map.entry("weight", "logits/Contract"),
                        Map.entry("x", "hidden/TanhGradient"),
                        Map.entry("logits", "loss/CrossEntropyGradient"));
        assertThat(gradients.graph().outputs())
                .extracting(Node::name)
                .containsExactly(
                        "logits", "loss", "logits/Contract", "hidden/TanhGradient", "loss/CrossEntropyGradient");
        gradients.gradientOf().forEach((of, gradient) -> assertThat(
                        gradients.graph().node(gradient).shape())
                .isEqualTo(gradients.graph().node(of).shape()));
    }

    @Test
    void nothingIsBuiltForWhatNobodyWants() {
        Graph graph = classifier().build("loss");
        Gradients gradients = Gradients.of(graph, "loss", List.of("weight"));
        assertThat(gradients.graph().nodes()).noneMatch(node -> node.name().startsWith("hidden/"));
    }

    @Property(tries = 20)
    void contributionsOfSeveralConsumersAreSummed(@ForAll @IntRange(min = 1, max = 6) int uses) {
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.of(1, 3)));
        Value direction = builder.add("direction", new Input(Shape.of(1, 3)));
        Value sum = builder.add("use0", new Tanh(), x);
        for (int i = 1; i < uses; i++) {
            sum = builder.add("sum" + i, new Add(), sum, builder.add("use" + i, new Tanh(), x));
        }
        Value product = builder.add("product", new Linear(1), sum, direction);
        builder.add("loss", new Reshape(Shape.SCALAR), product);
        Gradients gradients = Gradients.of(builder.build("loss"), "loss", List.of("x"));

        INDArray xs = Nd4j.createFromArray(-0.5, 0.0, 2.0).reshape(1, 3);
        INDArray directions = Nd4j.createFromArray(1.0, -2.0, 3.0).reshape(1, 3);
        INDArray gradient = new ReferenceExecutor(gradients.graph())
                .run(Map.of("x", xs, "direction", directions))
                .get(gradients.gradientOf().get("x"));
        for (int i = 0; i < 3; i++) {
            double slope = 1 - Math.pow(Math.tanh(xs.getDouble(i)), 2);
            assertThat(gradient.getDouble(i)).isCloseTo(uses * slope * directions.getDouble(i), within(1e-12));
        }
    }

    @Test
    void aNodeAddedToItselfCountsTwice() {
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.of(1, 1)));
        Value one = builder.add("one", new Input(Shape.of(1, 1)));
        Value twice = builder.add("twice", new Add(), x, x);
        builder.add("loss", new Reshape(Shape.SCALAR), builder.add("product", new Linear(1), twice, one));
        Gradients gradients = Gradients.of(builder.build("loss"), "loss", List.of("x"));
        INDArray ones = Nd4j.ones(DataType.DOUBLE, 1, 1);
        Map<String, INDArray> results = new ReferenceExecutor(gradients.graph()).run(Map.of("x", ones, "one", ones));
        assertThat(results.get(gradients.gradientOf().get("x")).getDouble(0)).isEqualTo(2);
    }

    @Test
    void gradientsCanBeDifferentiatedAgainWhereTheyAreLinear() {
        // f(w) = (w · a) (w · b) has the Hessian a bᵀ + b aᵀ; here a = b = x, and H · 1 = 2 x (x · 1).
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.of(1, 2)));
        Value w = builder.add("w", new Input(Shape.of(1, 2)));
        Value ones = builder.add("ones", new Input(Shape.of(1, 2)));
        Value dot = builder.add("dot", new Linear(1), w, x);
        builder.add("square", new Reshape(Shape.SCALAR), builder.add("product", new Linear(1), dot, dot));
        Gradients first = Gradients.of(builder.build("square"), "square", List.of("w"));
        Graph.Builder more = first.graph().extend();
        Value gradient = first.graph().node(first.gradientOf().get("w")).value();
        more.add("slope", new Reshape(Shape.SCALAR), more.add("along", new Linear(1), gradient, ones));
        Gradients second = Gradients.of(more.build("slope"), "slope", List.of("w"));
        Map<String, INDArray> results = new ReferenceExecutor(second.graph())
                .run(Map.of(
                        "x", Nd4j.createFromArray(2.0, 3.0).reshape(1, 2),
                        "w", Nd4j.createFromArray(0.7, -0.1).reshape(1, 2),
                        "ones", Nd4j.createFromArray(1.0, 1.0).reshape(1, 2)));
        INDArray hessianTimesOnes = results.get(second.gradientOf().get("w"));
        assertThat(hessianTimesOnes.getDouble(0)).isCloseTo(2 * 2 * 5, within(1e-12));
        assertThat(hessianTimesOnes.getDouble(1)).isCloseTo(2 * 3 * 5, within(1e-12));
    }

    @Test
    void equalMaximaGiveTheGradientToTheFirst() {
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.of(1, 1, 2, 2)));
        Value one = builder.add("one", new Input(Shape.of(1, 1)));
        Size2d two = Size2d.square(2);
        Value pooled = builder.add("pooled", new MaxPool2d(two, two, Size2d.square(0)), x);
        Value flat = builder.add("flat", new Flatten(), pooled);
        builder.add("loss", new Reshape(Shape.SCALAR), builder.add("product", new Linear(1), flat, one));
        Gradients gradients = Gradients.of(builder.build("loss"), "loss", List.of("x"));
        INDArray gradient = new ReferenceExecutor(gradients.graph())
                .run(Map.of("x", Nd4j.zeros(1, 1, 2, 2), "one", Nd4j.ones(1, 1)))
                .get(gradients.gradientOf().get("x"));
        assertThat(gradient.reshape(4).toDoubleVector()).containsExactly(1, 0, 0, 0);
    }

    @Test
    void theLossMustBeAScalar() {
        assertThatThrownBy(() -> Gradients.of(classifier().build("logits"), "logits", List.of("weight")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the loss 'logits' has shape [N, 2]; gradients start from a scalar, such as the output of"
                        + " CrossEntropy");
    }

    @Test
    void unknownNamesAreAnsweredWithTheNearest() {
        Graph graph = classifier().build("loss");
        assertThatThrownBy(() -> Gradients.of(graph, "los", List.of("weight")))
                .hasMessage("no node 'los'; did you mean 'loss'?");
        assertThatThrownBy(() -> Gradients.of(graph, "loss", List.of("wieght")))
                .hasMessage("no node 'wieght'; did you mean 'weight'?");
    }

    @Test
    void whatTheLossDoesNotDependOnIsNamed() {
        Graph.Builder builder = classifier();
        builder.add("spare", new Parameter(Shape.of(2), Role.BIAS));
        assertThatThrownBy(() -> Gradients.of(builder.build("loss"), "loss", List.of("weight", "spare")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the loss 'loss' does not depend on 'spare', so there is no gradient with respect to it");
    }

    @Test
    void operatorsWithoutGradientAreNamedWithTheirNode() {
        assertThatThrownBy(() -> Gradients.of(classifier().build("loss"), "loss", List.of("labels")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("node 'loss' (CrossEntropy): labels are class indices and have no gradient");
        Gradients first = Gradients.of(classifier().build("loss"), "loss", List.of("x"));
        Graph.Builder more = first.graph().extend();
        Value one = more.add("one", new Input(Shape.of(1, 3)));
        Value gradient = first.graph().node(first.gradientOf().get("x")).value();
        Value along = more.add("along", new Linear(1), gradient, one);
        more.add(
                "total",
                new CrossEntropy(0),
                along,
                first.graph().node("labels").value());
        assertThatThrownBy(() -> Gradients.of(more.build("total"), "total", List.of("x")))
                .hasMessage("node 'hidden/TanhGradient' (TanhGradient): TanhGradient belongs to the backward pass, and"
                        + " there is no rule for its own gradient");
    }

    @Test
    void frozenStatisticsAreConstants() {
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.batchOf(2)));
        Value labels = builder.add("labels", new Input(Shape.batchOf()));
        Shape two = Shape.of(2);
        Value norm = builder.add(
                "norm",
                new BatchNorm(),
                x,
                builder.add("scale", new Parameter(two, Role.SCALE)),
                builder.add("shift", new Parameter(two, Role.SHIFT)),
                builder.add("mean", new Parameter(two, Role.RUNNING_MEAN)),
                builder.add("variance", new Parameter(two, Role.RUNNING_VARIANCE)));
        builder.add("loss", new CrossEntropy(0), norm, labels);
        Graph graph = builder.build("loss");
        assertThat(Gradients.of(graph, "loss", List.of("x", "scale", "shift")).gradientOf())
                .hasSize(3);
        assertThatThrownBy(() -> Gradients.of(graph, "loss", List.of("mean")))
                .hasMessage("node 'norm' (BatchNorm): running statistics are constants and have no gradient");
    }

    @Test
    void oneStepAgainstTheGradientLowersTheLoss() {
        Graph.Builder builder = new Graph.Builder();
        Value images = builder.add("images", new Input(Shape.batchOf(2, 6, 6)));
        Value labels = builder.add("labels", new Input(Shape.batchOf()));
        Value kernel = builder.add("kernel", new Parameter(Shape.of(4, 2, 3, 3), Role.WEIGHT));
        Value weight = builder.add("weight", new Parameter(Shape.of(3, 36), Role.WEIGHT));
        Value conv = builder.add("conv", Conv2d.square(4, 3, 2, 1), images, kernel);
        Value flat = builder.add("flat", new Flatten(), builder.add("relu", new Relu(), conv));
        Value logits = builder.add("logits", new Linear(3), flat, weight);
        builder.add("loss", new CrossEntropy(0), logits, labels);
        Gradients gradients = Gradients.of(builder.build("loss"), "loss", List.of("kernel", "weight"));

        Seed seed = new Seed(3);
        Map<String, INDArray> feeds = new HashMap<>();
        feeds.put("images", OperatorCase.normal(8, 2, 6, 6).draw(seed.split("images")));
        feeds.put(
                "kernel",
                OperatorCase.normal(4, 2, 3, 3).draw(seed.split("kernel")).mul(0.3));
        feeds.put(
                "weight", OperatorCase.normal(3, 36).draw(seed.split("weight")).mul(0.1));
        feeds.put("labels", Nd4j.createFromArray(0.0, 1, 2, 0, 1, 2, 0, 1));
        ReferenceExecutor executor = new ReferenceExecutor(gradients.graph());
        double step = 1e-3;
        Map<String, INDArray> results = executor.run(feeds);
        double predicted = 0;
        double before = results.get("loss").getDouble();
        for (String name : List.of("kernel", "weight")) {
            INDArray gradient = results.get(gradients.gradientOf().get(name));
            predicted += step * gradient.mul(gradient).sumNumber().doubleValue();
            feeds.put(name, feeds.get(name).sub(gradient.mul(step)));
        }
        double after = executor.run(feeds).get("loss").getDouble();
        assertThat(after).isLessThan(before);
        assertThat(before - after).as("first-order prediction").isCloseTo(predicted, within(0.1 * predicted));
    }
}
