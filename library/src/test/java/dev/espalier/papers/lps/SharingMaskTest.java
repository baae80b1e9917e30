package dev.espalier.papers.lps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.engine.Gradients;
import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Shape;
import dev.espalier.papers.lps.TaskGraph.Earlier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SharingMaskTest {

    /** dL(W_F + M (.) W_old)/dM is W_old (.) dL/dW, and what finite differences give. */
    @Test
    void theGradientOfTheMaskIsThatOfTheWeightTimesTheEarlierWeight() {
        Model model = TinyTasks.perceptron();
        Task task = TinyTasks.of(3).get(0);
        Graph graph = new TaskGraph(model.graph(), Division.of(model), 3).build(Earlier.LEARNED, true);
        Graph.Builder builder = graph.extend();
        builder.add("labels", new Input(Shape.batchOf()));
        builder.add("loss", new CrossEntropy(0), List.of(model.output().name(), "labels"));
        String mask = TaskGraph.sharing("fc2.weight");
        Gradients gradients = Gradients.of(builder.build("loss"), "loss", List.of(mask, "fc2.weight"));
        Map<String, INDArray> feeds = new HashMap<>(model.parameters().arrays());
        for (String weight : List.of("fc1.weight", "fc2.weight")) {
            INDArray w = model.parameters().get(weight);
            feeds.put(TaskGraph.old(weight), draw(new Seed(4).split(weight), w));
            feeds.put(TaskGraph.sharing(weight), draw(new Seed(5).split(weight), w));
        }
        Batch batch =
                Batches.inOrder(task.data().test(), 16).epoch(0).iterator().next();
        feeds.put("input", batch.images());
        feeds.put("labels", batch.labels());
        try (ReferenceExecutor executor = new ReferenceExecutor(gradients.graph())) {
            Map<String, INDArray> results = executor.run(feeds);
            INDArray ofMask = results.get(gradients.gradientOf().get(mask)).dup();
            INDArray ofWeight =
                    results.get(gradients.gradientOf().get("fc2.weight")).dup();
            assertThat(ofMask.distance2(ofWeight.mul(feeds.get(TaskGraph.old("fc2.weight")))))
                    .isLessThan(1e-6 * (1 + ofMask.norm2Number().doubleValue()));
            INDArray m = feeds.get(mask);
            double largest = ofMask.amaxNumber().doubleValue();
            for (int i = 0; i < 600; i += 37) {
                float before = m.getFloat(i);
                double step = 2e-3;
                m.putScalar(i, before + step);
                double above = executor.run(feeds).get("loss").getDouble(0);
                m.putScalar(i, before - step);
                double below = executor.run(feeds).get("loss").getDouble(0);
                m.putScalar(i, before);
                assertThat(ofMask.getDouble(i))
                        .as("mask " + i)
                        .isCloseTo((above - below) / (2 * step), within(0.02 * largest));
            }
        }
    }

    private static INDArray draw(Seed seed, INDArray like) {
        RandomGenerator random = seed.generator();
        INDArray drawn = like.like();
        for (int i = 0; i < drawn.length(); i++) {
            drawn.putScalar(i, 0.3 * random.nextGaussian());
        }
        return drawn;
    }

    @Property(tries = 100)
    void theProjectionSelectsOnlyEarlierWeightsAndTheirPart(
            @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 1) double part) {
        RandomGenerator random = new Seed(seed).generator();
        INDArray mask = Nd4j.zeros(7, 11);
        INDArray taken = Nd4j.zeros(7, 11);
        for (int i = 0; i < 77; i++) {
            mask.putScalar(i, random.nextGaussian());
            taken.putScalar(i, random.nextInt(3) == 0 ? 0 : 1);
        }
        String name = TaskGraph.sharing("w");
        INDArray chosen = new SharingPart("w", taken, part, 2)
                .project(Map.of(name, mask))
                .get(name)
                .weights();
        assertThat(chosen.mul(taken)).isEqualTo(chosen);
        long n = taken.sumNumber().longValue();
        long k = n - (long) Math.ceil((n - 1) * (1 - part) - 1e-9);
        assertThat(chosen.sumNumber().longValue()).isEqualTo(k);
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < 77; i++) {
            if (taken.getFloat(i) != 0) {
                least = chosen.getFloat(i) == 1 ? Math.min(least, mask.getFloat(i)) : least;
                most = chosen.getFloat(i) == 0 ? Math.max(most, mask.getFloat(i)) : most;
            }
        }
        assertThat(least).as("what is chosen has the larger mask").isGreaterThan(most);
    }

    @Test
    void aMaskThatIsTheSameEverywhereLeavesNothingOut() {
        INDArray taken = Nd4j.createFromArray(new float[][] {{1, 0, 1}, {1, 1, 0}});
        String name = TaskGraph.sharing("w");
        assertThat(new SharingPart("w", taken, 0.5, 1)
                        .project(Map.of(name, Nd4j.ones(2, 3)))
                        .get(name)
                        .weights())
                .isEqualTo(taken);
    }
}
