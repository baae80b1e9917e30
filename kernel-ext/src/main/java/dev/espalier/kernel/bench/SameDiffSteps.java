package dev.espalier.kernel.bench;

import dev.espalier.model.Model;
import dev.espalier.train.Optimizer;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.regularization.L2Regularization;

/** ND4J's own automatic differentiation at work, through its {@code fit}. */
final class SameDiffSteps implements Steps {

    private static final String LABELS = "labels";
    private static final String LOSS = "loss";

    private final SameDiff net;
    private final List<MultiDataSet> batches;
    private final String input;
    private boolean begun;
    private int next;

    SameDiffSteps(Assignment task) throws IOException {
        if (!(task.workload() instanceof Classification)) {
            throw new UnsupportedOperationException("SameDiff trains one loss with one optimizer");
        }
        Model model = task.networks().get("");
        batches = task.readBatches().stream()
                .<MultiDataSet>map(inputs -> new org.nd4j.linalg.dataset.MultiDataSet(
                        inputs.get(Classification.IMAGES), inputs.get(Classification.LABELS)))
                .toList();
        input = model.input().name();
        net = SameDiffNet.of(model, LABELS, LOSS);
        net.setTrainingConfig(TrainingConfig.builder()
                .updater(updater(task.workload().optimizer()))
                .regularization(new L2Regularization(weightDecay(task.workload().optimizer())))
                .dataSetFeatureMapping(input)
                .dataSetLabelMapping(LABELS)
                .build());
    }

    /** Of momentum it has Nesterov's form only: a little more work, other numbers from the second step on. */
    private static IUpdater updater(Optimizer optimizer) {
        if (optimizer instanceof Optimizer.Sgd sgd) {
            return new Nesterovs(sgd.rate(), sgd.momentum());
        }
        Optimizer.Adam adam = (Optimizer.Adam) optimizer;
        return new Adam(adam.rate(), adam.beta1(), adam.beta2(), adam.epsilon());
    }

    private static double weightDecay(Optimizer optimizer) {
        return optimizer instanceof Optimizer.Sgd sgd ? sgd.weightDecay() : ((Optimizer.Adam) optimizer).weightDecay();
    }

    @Override
    public String description() {
        return "SameDiff of ND4J " + version();
    }

    /** The jar's manifest does not say; the name of the jar does. */
    private static String version() {
        String jar = SameDiff.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        return jar.replaceFirst(".*/nd4j-api-(.*)\\.jar", "$1");
    }

    /** Tells the loss of the very first step only: training itself does not compute a value no gradient needs. */
    @Override
    public double run(int count) {
        double loss = begun ? Double.NaN : loss(batches.get(next));
        begun = true;
        net.fit(new Some(count), 1);
        return loss;
    }

    private double loss(MultiDataSet batch) {
        Map<String, INDArray> feeds = Map.of(input, batch.getFeatures(0), LABELS, batch.getLabels(0));
        return net.output(feeds, List.of(LOSS)).get(LOSS).getDouble(0);
    }

    @Override
    public void close() {}

    /** The next batches, round and round. */
    private final class Some implements MultiDataSetIterator, Iterator<MultiDataSet> {
        private static final long serialVersionUID = 1;

        private int left;

        Some(int count) {
            left = count;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public MultiDataSet next() {
            left--;
            MultiDataSet batch = batches.get(next);
            next = (next + 1) % batches.size();
            return batch;
        }

        @Override
        public MultiDataSet next(int size) {
            return next();
        }

        @Override
        public boolean resetSupported() {
            return false;
        }

        @Override
        public boolean asyncSupported() {
            return false;
        }

        @Override
        public void reset() {
            throw new UnsupportedOperationException("a burst of steps happens once");
        }

        @Override
        public void setPreProcessor(MultiDataSetPreProcessor processor) {
            throw new UnsupportedOperationException("batches are ready as they are");
        }

        @Override
        public MultiDataSetPreProcessor getPreProcessor() {
            return null;
        }
    }
}
