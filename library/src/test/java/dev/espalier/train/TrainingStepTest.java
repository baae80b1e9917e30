package dev.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.Batch;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.Structure;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.progress.Cancellation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TrainingStepTest {

    private static final Optimizer OPTIMIZER = new Optimizer.Sgd(0.1);

    private static JointGraph classification(Model net) {
        JointGraph joint = new JointGraph();
        Value images = joint.input("images", Shape.batchOf(1, 28, 28));
        Value labels = joint.input("labels", Shape.batchOf());
        Value logits = joint.train("net", net, images);
        joint.add("loss", new CrossEntropy(0), logits, labels);
        return joint;
    }

    private static TrainingStep step(JointGraph joint, ParameterStore store, StepOptions options) {
        return TrainingStep.of(joint.build("loss"), "loss", store, OPTIMIZER, options);
    }

    private static Map<String, INDArray> feeds(Batch batch) {
        return Map.of("images", batch.images(), "labels", batch.labels());
    }

    private static Model net(boolean normalized) {
        return Clothes.classifier("net", 4, normalized, new Seed(1));
    }

    @Test
    void learnsAndLeavesTheModelAlone() {
        Model net = net(true);
        List<Integer> before = Clothes.bits(net.parameters().arrays());
        JointGraph joint = classification(net);
        ParameterStore store = ParameterStore.of(joint);
        double first = Double.NaN;
        double last = Double.NaN;
        try (TrainingStep step = step(joint, store, StepOptions.usual())) {
            for (int epoch = 0; epoch < 5; epoch++) {
                for (Batch batch : Clothes.batches(Clothes.images(200), 50)) {
                    last = step.run(feeds(batch)).loss();
                    first = Double.isNaN(first) ? last : first;
                }
            }
            assertThat(step.steps()).isEqualTo(20);
        }
        assertThat(last).isLessThan(0.7 * first);
        assertThat(Clothes.bits(net.parameters().arrays())).isEqualTo(before);
        assertThat(store.get("net/norm1.running_mean"))
                .isNotEqualTo(net.parameters().get("norm1.running_mean"));
    }

    @Test
    void gradientsOfPartsAddUpToThoseOfTheWhole() {
        JointGraph joint = classification(net(false));
        ParameterStore whole = ParameterStore.of(joint);
        ParameterStore inParts = ParameterStore.of(joint);
        try (TrainingStep one = step(joint, whole, StepOptions.usual());
                TrainingStep parts = step(joint, inParts, StepOptions.usual())) {
            for (int i = 0; i < 2; i++) {
                for (Batch batch : Clothes.batches(Clothes.images(50), 50)) {
                    one.run(feeds(batch));
                }
                for (Batch batch : Clothes.batches(Clothes.images(50), 20)) {
                    parts.accumulate(feeds(batch), batch.size(), Cancellation.NEVER);
                }
                parts.update(0.1, Cancellation.NEVER);
            }
            assertThat(parts.steps()).isEqualTo(2);
        }
        for (String name : whole.names()) {
            assertThat(inParts.get(name).distance2(whole.get(name))).as(name).isLessThan(1e-5);
        }
    }

    @Test
    void statisticsOfPartsFollowOneAnother() {
        JointGraph joint = classification(net(true));
        ParameterStore store = ParameterStore.of(joint);
        ParameterStore still = ParameterStore.of(joint);
        try (TrainingStep accumulating = step(joint, store, StepOptions.usual());
                // A rate of almost nothing: only statistics move.
                TrainingStep stepping = step(joint, still, StepOptions.usual())) {
            for (Batch batch : Clothes.batches(Clothes.images(60), 20)) {
                accumulating.accumulate(feeds(batch), 1, Cancellation.NEVER);
                stepping.run(feeds(batch), 1e-30, Cancellation.NEVER);
            }
            assertThat(store.get("net/norm2.running_variance"))
                    .as("no update yet")
                    .isEqualTo(joint.parameters().get("net/norm2.running_variance"));
            accumulating.update(1e-30, Cancellation.NEVER);
        }
        assertThat(statistics(store)).isEqualTo(statistics(still));
    }

    private static List<Integer> statistics(ParameterStore store) {
        Map<String, INDArray> arrays = new TreeMap<>(store.snapshot().arrays());
        arrays.keySet().removeIf(name -> !name.contains("running"));
        return Clothes.bits(arrays);
    }

    @Test
    void aStepThatIsStoppedAnywhereLeavesNoTrace() {
        JointGraph joint = classification(net(true));
        Batch batch = Clothes.batches(Clothes.images(20), 20).iterator().next();
        ParameterStore straight = ParameterStore.of(joint);
        AtomicInteger polls = new AtomicInteger();
        try (TrainingStep step = step(joint, straight, StepOptions.usual())) {
            for (int i = 0; i < 3; i++) {
                polls.set(0);
                step.run(feeds(batch), 0.1, () -> polls.incrementAndGet() < 0);
            }
        }
        int asked = polls.get();
        assertThat(asked).isGreaterThan(50);

        ParameterStore stopped = ParameterStore.of(joint);
        try (TrainingStep step = step(joint, stopped, StepOptions.usual())) {
            for (int i = 0; i < 3; i++) {
                for (int at : new int[] {1, asked / 2, asked - 20, asked}) {
                    polls.set(0);
                    assertThatThrownBy(() -> step.run(feeds(batch), 0.1, () -> polls.incrementAndGet() == at))
                            .isInstanceOf(CancellationException.class);
                }
                assertThat(step.steps()).isEqualTo(i);
                step.run(feeds(batch));
            }
        }
        assertThat(Clothes.bits(stopped.snapshot().arrays()))
                .isEqualTo(Clothes.bits(straight.snapshot().arrays()));
    }

    @Test
    void goesOnFromASavedState() {
        ModelBuilder builder = new ModelBuilder("dropping");
        Value x = builder.relu(builder.linear("hidden", builder.flatten(builder.input(1, 28, 28)), 20));
        Value dropped = builder.apply(new Dropout(0.5), x);
        JointGraph joint = classification(builder.build(builder.linear("head", dropped, 10), new Seed(1)));
        assertThat(inParts(joint, 2, new Seed(5))).isEqualTo(inParts(joint, 4, new Seed(5)));
        assertThat(inParts(joint, 4, new Seed(6))).isNotEqualTo(inParts(joint, 4, new Seed(5)));
    }

    /** Four steps of two batches, so many of them with each step object. */
    private static List<Integer> inParts(JointGraph joint, int stepsEach, Seed seed) {
        Batch batch = Clothes.batches(Clothes.images(20), 20).iterator().next();
        ParameterStore store = ParameterStore.of(joint);
        OptimizerState state = new OptimizerState();
        while (state.steps() < 4) {
            StepOptions options =
                    StepOptions.usual().with(seed).from(new OptimizerState(state.steps(), state.averages()));
            try (TrainingStep step =
                    TrainingStep.of(joint.build("loss"), "loss", store, new Optimizer.AdamW(0.01), options)) {
                for (int i = 0; i < stepsEach; i++) {
                    double first =
                            step.accumulate(feeds(batch), 1, Cancellation.NEVER).loss();
                    double second =
                            step.accumulate(feeds(batch), 1, Cancellation.NEVER).loss();
                    assertThat(second).as("other numbers are dropped").isNotEqualTo(first);
                    step.update(0.01, Cancellation.NEVER);
                }
                state = step.state();
            }
        }
        return Clothes.bits(store.snapshot().arrays());
    }

    @Test
    void trainsWhatItIsToldToAndNothingElse() {
        JointGraph joint = classification(net(false));
        ParameterStore store = ParameterStore.of(joint);
        Map<String, INDArray> before = store.snapshot().arrays();
        Batch batch = Clothes.batches(Clothes.images(20), 20).iterator().next();
        try (TrainingStep step =
                step(joint, store, StepOptions.usual().training("net/head.weight", "net/conv1.bias"))) {
            step.run(feeds(batch));
        }
        assertThat(store.names())
                .filteredOn(name -> !store.get(name).equals(before.get(name)))
                .containsExactly("net/conv1.bias", "net/head.weight");
        assertThatThrownBy(() -> step(joint, store, StepOptions.usual().training("nets")))
                .hasMessageStartingWith("there is nothing to train under 'nets': the loss 'loss' depends on no");
    }

    @Test
    void namesTheInputThatIsNoNumber() {
        JointGraph joint = classification(net(false));
        Batch batch = Clothes.batches(Clothes.images(20), 20).iterator().next();
        Map<String, INDArray> feeds =
                Map.of("images", batch.images().dup().assign(Float.NaN), "labels", batch.labels());
        ParameterStore store = ParameterStore.of(joint);
        try (TrainingStep step = step(joint, store, StepOptions.usual().on(Engine.REFERENCE))) {
            assertThatThrownBy(() -> step.run(feeds))
                    .isInstanceOf(DivergenceException.class)
                    .hasMessageMatching(
                            ".* at step 1; the first numbers that are not finite are those of input 'images', so look at"
                                    + " the data");
            assertThat(step.run(feeds(batch)).loss()).isCloseTo(Math.log(10), within(1.0));
        }
    }

    @Test
    void anUpdateNeedsGradientsThatNobodyDiscarded() {
        JointGraph joint = classification(net(false));
        Batch batch = Clothes.batches(Clothes.images(20), 20).iterator().next();
        try (TrainingStep step = step(joint, ParameterStore.of(joint), StepOptions.usual())) {
            step.accumulate(feeds(batch), 1, Cancellation.NEVER);
            step.discard();
            assertThatThrownBy(() -> step.update(0.1, Cancellation.NEVER))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("there are no gradients to update by; run a batch first");
            assertThatThrownBy(() -> step.run(feeds(batch)).output("logits"))
                    .hasMessage("the step has no output 'logits'; did you mean 'loss'?");
        }
    }

    @Test
    void masksOfTheNetworksHold() {
        Model net = net(false);
        INDArray mask = Nd4j.ones(4, 1, 3, 3);
        mask.putScalar(0, 0);
        Model masked = net.with(
                net.parameters(),
                Map.of("conv1.weight", new Encoding.Masked(mask, new Structure.Unstructured())),
                net.history().get(0));
        JointGraph joint = classification(masked);
        ParameterStore store = ParameterStore.of(joint);
        Batch batch = Clothes.batches(Clothes.images(20), 20).iterator().next();
        try (TrainingStep step = step(joint, store, StepOptions.usual())) {
            step.run(feeds(batch));
        }
        Model trained = store.model("net", masked, Step.of("train"));
        assertThat(trained.parameters().get("conv1.weight").getFloat(0)).isZero();
        assertThat(trained.encodings()).isEqualTo(masked.encodings());
    }
}
