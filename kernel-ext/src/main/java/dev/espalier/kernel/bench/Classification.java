package dev.espalier.kernel.bench;

import dev.espalier.data.Batch;
import dev.espalier.data.Normalization;
import dev.espalier.engine.TrainingForm;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Shape;
import dev.espalier.train.Engine;
import dev.espalier.train.Optimizer;
import dev.espalier.train.ParameterStore;
import dev.espalier.train.StepOptions;
import dev.espalier.train.TrainingStep;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A classifier of Fashion-MNIST and cross-entropy.
 *
 * @param name of the workload
 * @param network draws fresh weights
 * @param optimizer of all parameters
 * @param reading what of a picture the network reads
 */
record Classification(String name, Function<Seed, Model> network, Optimizer optimizer, Reading reading)
        implements Workload {

    static final String IMAGES = "images";
    static final String LABELS = "labels";
    private static final String LOSS = "bench.loss";

    /** What a network reads. */
    enum Reading {
        /** [N, 1, 28, 28]. */
        PICTURES,
        /** [N, 64, 16]: see {@link Patches}. */
        PATCHES
    }

    @Override
    public Workload with(Optimizer other) {
        return new Classification(name, network, other, reading);
    }

    @Override
    public boolean channelsLast() {
        return reading == Reading.PICTURES;
    }

    @Override
    public Map<String, Model> networks(Seed seed) {
        return Map.of("", network.apply(seed));
    }

    @Override
    public Normalization normalization(Normalization ofData) {
        return ofData;
    }

    @Override
    public Map<String, INDArray> inputs(Batch batch, Seed seed) {
        INDArray images = reading == Reading.PATCHES ? Patches.of(batch.images()) : batch.images();
        return Map.of(IMAGES, images, LABELS, batch.labels());
    }

    @Override
    public long macs() {
        return 3 * TrueMacs.of(network.apply(new Seed(0)));
    }

    @Override
    public Training start(Map<String, Model> networks, Engine engine) {
        Model model = networks.get("");
        Graph.Builder graph = model.graph().extend();
        var labels = graph.add(LABELS, new Input(Shape.batchOf()));
        graph.add(LOSS, new CrossEntropy(0), model.output().value(), labels);
        TrainingStep step = TrainingStep.of(
                TrainingForm.of(graph.build(LOSS)),
                LOSS,
                ParameterStore.of(model),
                optimizer,
                StepOptions.usual().on(engine));
        String input = model.input().name();
        return new Training() {
            @Override
            public double step(Map<String, INDArray> inputs) {
                return step.run(Map.of(input, inputs.get(IMAGES), LABELS, inputs.get(LABELS)))
                        .loss();
            }

            @Override
            public void close() {
                step.close();
            }
        };
    }
}
