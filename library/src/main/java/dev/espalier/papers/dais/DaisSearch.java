package dev.espalier.papers.dais;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Dataset;
import dev.espalier.data.Normalization;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.op.Parameter;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.train.Digest;
import dev.espalier.train.JointCheckpoint;
import dev.espalier.train.JointGraph;
import dev.espalier.train.Optimizer;
import dev.espalier.train.OptimizerState;
import dev.espalier.train.ParameterStore;
import dev.espalier.train.Schedule;
import dev.espalier.train.StepOptions;
import dev.espalier.train.TrainingStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One search under way. */
final class DaisSearch implements AutoCloseable {

    private static final double MOMENTUM = 0.9;
    private static final double DECAY = 5e-4;

    private final Dais dais;
    private final Model model;
    private final Model relaxed;
    private final Indicators indicators;
    private final ExpectedMacs expected;
    private final double full;
    private final Normalization normalization;
    private final Batches forWeights;
    private final Batches forIndicators;
    private final ParameterStore parameters;
    private final TrainingStep weightStep;
    private final TrainingStep indicatorStep;
    private final Split data;
    private final Optional<Path> checkpoint;
    private final List<Searched.Epoch> epochs = new ArrayList<>();

    /** Where a search is: the epochs that are done. */
    private record Place(List<Searched.Epoch> epochs) {}

    /**
     * A search, from where a checkpoint says if there is one.
     *
     * @param checkpoint written after every epoch; empty for none
     */
    DaisSearch(Dais dais, Model model, Split data, Optional<Path> checkpoint) {
        this.checkpoint = checkpoint;
        this.dais = dais;
        this.model = model;
        this.data = data;
        this.indicators = Indicators.of(model.graph());
        this.expected = ExpectedMacs.of(model.graph(), indicators);
        this.full = expected.of(all(1));
        this.relaxed = RelaxedNetwork.of(model, indicators, Dais.ALPHA);
        this.normalization = data.normalization();
        Split halves = dais.bilevel()
                ? data.train().split(0.5, dais.seed().split("halves"))
                : new Split(data.train(), data.train());
        this.forWeights = batches(halves.train(), "weights");
        this.forIndicators = batches(halves.test(), "indicators");
        JointGraph ofWeights = DaisLoss.ofWeights(relaxed);
        JointGraph ofIndicators = DaisLoss.ofIndicators(dais, relaxed, indicators, expected);
        this.parameters = ParameterStore.of(ofWeights, ofIndicators);
        String[] alphas = indicators.norms().keySet().stream()
                .map(norm -> DaisLoss.NETWORK + "/" + RelaxedNetwork.alpha(norm))
                .toArray(String[]::new);
        String[] weights = model.graph().parameters().stream()
                .filter(node -> ((Parameter) node.op()).role().trainable())
                .map(node -> DaisLoss.NETWORK + "/" + node.name())
                .toArray(String[]::new);
        List<OptimizerState> states = checkpoint
                .filter(Files::exists)
                .map(this::restore)
                .orElseGet(() -> List.of(new OptimizerState(), new OptimizerState()));
        StepOptions usual = StepOptions.usual().with(dais.seed().split("dropout"));
        this.weightStep = TrainingStep.of(
                ofWeights.build(DaisLoss.LOSS),
                DaisLoss.LOSS,
                parameters,
                new Optimizer.Sgd(dais.rate(), MOMENTUM, DECAY, false),
                usual.from(states.get(0)).training(weights));
        this.indicatorStep = TrainingStep.of(
                ofIndicators.build(DaisLoss.LOSS),
                DaisLoss.LOSS,
                parameters,
                new Optimizer.Adam(dais.indicatorRate(), 0.5, 0.999, 1e-8, 0),
                usual.from(states.get(1)).training(alphas));
    }

    private Batches batches(Dataset images, String what) {
        return Batches.shuffled(images, dais.batchSize(), dais.seed().split(what))
                .normalized(normalization)
                .withoutRemainder();
    }

    /** Puts the numbers of a checkpoint in place; returns the states of both optimizers. */
    private List<OptimizerState> restore(Path file) {
        JointCheckpoint<Place> saved = JointCheckpoint.load(file, "search", identity(), Place.class);
        saved.parameters().forEach((name, array) -> parameters.get(name).assign(array));
        epochs.addAll(saved.place().epochs());
        return saved.optimizers();
    }

    /** What tells this search from others, as text. */
    private String identity() {
        return dais.step().settings() + ", " + data.train().size() + " images of "
                + data.train().provenance().identity() + ", " + model.name() + " " + Digest.brief(model.parameters());
    }

    Searched run(Progress progress, Cancellation cancellation) {
        long batches = Math.min(forWeights.count(), forIndicators.count());
        long steps = batches * dais.epochs();
        try (Progress.Task task = progress.start("search", "batches", steps)) {
            while (epochs.size() < dais.epochs()) {
                epochs.add(epoch(epochs.size(), batches, task, cancellation));
                checkpoint.ifPresent(this::save);
            }
            task.at(steps, state(epochs));
        }
        double last = epochs.get(epochs.size() - 1).temperature();
        return new Searched(dais, model, data, relaxed.with(snapshot(), dais.step()), indicators, values(last), epochs);
    }

    private void save(Path file) {
        new JointCheckpoint<>(
                        new Place(epochs),
                        parameters.snapshot().arrays(),
                        List.of(weightStep.state(), indicatorStep.state()),
                        Map.of())
                .save(file, identity());
    }

    private Searched.Epoch epoch(int epoch, long batches, Progress.Task task, Cancellation cancellation) {
        long steps = batches * dais.epochs();
        Schedule cosine = new Schedule.Cosine(0);
        double temperature = dais.temperature(epoch);
        double indicatorRate = dais.indicatorRate(batches);
        parameters.get(DaisLoss.NETWORK + "/" + RelaxedNetwork.TEMPERATURE).assign(temperature);
        String state = state(epochs);
        long step = epoch * batches;
        Iterator<Batch> weights = forWeights.epoch(epoch).iterator();
        Iterator<Batch> held = forIndicators.epoch(epoch).iterator();
        for (long i = 0; i < batches; i++) {
            try (Batch batch = weights.next();
                    Batch other = held.next()) {
                weightStep.run(feeds(batch), dais.rate() * cosine.factor(step, batches, steps), cancellation);
                if (epoch >= dais.warmUp()) {
                    indicate(other, temperature, indicatorRate, cancellation);
                }
            }
            task.at(++step, state);
            if (cancellation.requested()) {
                throw new CancellationException("stopped in epoch " + (epoch + 1) + " of the search");
            }
        }
        return after(temperature);
    }

    private void indicate(Batch held, double temperature, double rate, Cancellation cancellation) {
        Map<String, INDArray> feeds = feeds(held);
        if (dais.flops() > 0) {
            double sign = Regularizers.sign(hardMacs(values(temperature)), dais.macs() * full, Dais.BAND);
            feeds.put(DaisLoss.SIGN, Nd4j.scalar((float) sign));
        }
        indicatorStep.run(feeds, rate, cancellation);
        for (String norm : indicators.norms().keySet()) {
            INDArray alpha = parameters.get(DaisLoss.NETWORK + "/" + RelaxedNetwork.alpha(norm));
            for (int c = 0; c < alpha.length(); c++) {
                float value = alpha.getFloat(c);
                alpha.putScalar(c, Math.max(-Dais.MOST_ALPHA, Math.min(Dais.MOST_ALPHA, value)));
            }
        }
    }

    private static Map<String, INDArray> feeds(Batch batch) {
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        feeds.put(DaisLoss.IMAGES, batch.images());
        feeds.put(DaisLoss.LABELS, batch.labels());
        return feeds;
    }

    /** The indicators as they are, by batch normalisation. */
    private Map<String, double[]> values(double temperature) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (String norm : indicators.norms().keySet()) {
            double[] alpha = parameters
                    .get(DaisLoss.NETWORK + "/" + RelaxedNetwork.alpha(norm))
                    .data()
                    .asDouble();
            for (int c = 0; c < alpha.length; c++) {
                alpha[c] = indicator(alpha[c], temperature);
            }
            values.put(norm, alpha);
        }
        return values;
    }

    /** Equation 7. */
    static double indicator(double alpha, double temperature) {
        return 1 / (1 + Math.exp(-alpha / temperature));
    }

    private Map<String, double[]> all(double value) {
        Map<String, double[]> values = new LinkedHashMap<>();
        indicators.norms().forEach((norm, channels) -> {
            double[] same = new double[channels];
            Arrays.fill(same, value);
            values.put(norm, same);
        });
        return values;
    }

    /** E of the network with what is rounded to 0 left out. */
    private double hardMacs(Map<String, double[]> values) {
        return expected.of(Kept.of(indicators, values).asIndicators(indicators));
    }

    private Searched.Epoch after(double temperature) {
        Map<String, double[]> values = values(temperature);
        long undecided = values.values().stream()
                .flatMapToDouble(Arrays::stream)
                .filter(value -> value > 0.05 && value < 0.95)
                .count();
        long count = indicators.norms().values().stream()
                .mapToLong(Integer::intValue)
                .sum();
        return new Searched.Epoch(
                temperature, (double) undecided / count, expected.of(values) / full, hardMacs(values) / full, values);
    }

    private static String state(List<Searched.Epoch> epochs) {
        if (epochs.isEmpty()) {
            return "";
        }
        Searched.Epoch last = epochs.get(epochs.size() - 1);
        return String.format(
                Locale.ROOT,
                "T %.3f, %.0f%% of indicators undecided, %.0f%% of MACs",
                last.temperature(),
                100 * last.undecided(),
                100 * last.hardMacs());
    }

    private Parameters snapshot() {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        relaxed.parameters()
                .names()
                .forEach(name -> arrays.put(
                        name, parameters.get(DaisLoss.NETWORK + "/" + name).dup('c')));
        return new Parameters(arrays);
    }

    @Override
    public void close() {
        weightStep.close();
        indicatorStep.close();
    }
}
