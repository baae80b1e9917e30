package dev.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.Batch;
import dev.espalier.data.Dataset;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Value;
import java.util.Iterator;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The search of DARTS in small: weights learn from one half of the data, what they are applied to from the other. */
class BilevelTest {

    private final Model net = Clothes.classifier("net", 4, false, new Seed(1));
    private final JointGraph joint = mixture();
    private final ParameterStore store = ParameterStore.of(joint);
    private final RandomGenerator random = new Seed(3).generator();

    /** A classifier of a mixture of images and noise. */
    private JointGraph mixture() {
        JointGraph graph = new JointGraph();
        Value images = graph.input("images", Shape.batchOf(1, 28, 28));
        Value noise = graph.input("noise", Shape.batchOf(1, 28, 28));
        Value labels = graph.input("labels", Shape.batchOf());
        Value alpha = graph.parameter("architecture/alpha", Role.WEIGHT, Nd4j.zeros(2));
        Value mixture = graph.add("mixture", new Softmax(0), alpha);
        Value seen =
                graph.add("seen", new Add(), weighted(graph, 0, images, mixture), weighted(graph, 1, noise, mixture));
        graph.add("loss", new CrossEntropy(0), graph.train("weights", net, seen), labels);
        return graph;
    }

    private static Value weighted(JointGraph graph, int branch, Value answer, Value mixture) {
        Value weight = graph.add("weight" + branch, new Slice(0, branch, 1), mixture);
        return graph.add("branch" + branch, new Multiply(), answer, weight);
    }

    private TrainingStep step(String group, Optimizer optimizer) {
        return TrainingStep.of(
                joint.build("loss"),
                "loss",
                store,
                optimizer,
                StepOptions.usual().training(group));
    }

    private Map<String, INDArray> feeds(Batch batch) {
        INDArray noise = batch.images().dup();
        for (long i = 0; i < noise.length(); i++) {
            noise.putScalar(i, random.nextGaussian());
        }
        return Map.of("images", batch.images(), "labels", batch.labels(), "noise", noise);
    }

    @Test
    void theArchitectureFindsWhatIsWorthSeeing() {
        Split halves = Clothes.images(400).split(0.5, new Seed(1));
        Dataset forWeights = halves.train();
        Dataset forArchitecture = halves.test();
        try (TrainingStep weights = step("weights", new Optimizer.Sgd(0.05));
                TrainingStep architecture = step("architecture", new Optimizer.Adam(0.05))) {
            for (int epoch = 0; epoch < 3; epoch++) {
                Iterator<Batch> others = Clothes.batches(forArchitecture, 25).iterator();
                for (Batch batch : Clothes.batches(forWeights.take(175), 25)) {
                    float alpha = store.get("architecture/alpha").getFloat(0);
                    weights.run(feeds(batch));
                    assertThat(store.get("architecture/alpha").getFloat(0)).isEqualTo(alpha);

                    INDArray head = store.get("weights/head.weight").dup();
                    architecture.run(feeds(others.next()));
                    assertThat(store.get("weights/head.weight")).isEqualTo(head);
                }
            }
            assertThat(weights.steps()).isEqualTo(architecture.steps()).isEqualTo(21);
        }
        INDArray alpha = store.get("architecture/alpha");
        assertThat(alpha.getFloat(0) - alpha.getFloat(1)).isGreaterThan(0.5f);
    }
}
