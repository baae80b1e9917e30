package dev.espalier.papers.dais;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Dataset;
import dev.espalier.data.Normalization;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Step;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.train.JointGraph;
import dev.espalier.train.Optimizer;
import dev.espalier.train.ParameterStore;
import dev.espalier.train.Schedule;
import dev.espalier.train.StepOptions;
import dev.espalier.train.TrainingStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One search under way. */
final class DaisSearch implements AutoCloseable {

    private static final String NETWORK = "network";
    private static final String LOSS = "loss";
    private static final String SIGN = "sign";
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

    DaisSearch(Dais dais, Model model, Split data) {
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
        JointGraph ofWeights = new JointGraph();
        loss(ofWeights, List.of());
        JointGraph ofIndicators = new JointGraph();
        List<Value> regularizers = new ArrayList<>();
        Value logits = logits(ofIndicators);
        Regularizers all = new Regularizers(
                ofIndicators, indicators, norm -> ofIndicators.value(NETWORK + "/" + RelaxedNetwork.indicator(norm)));
        int channels =
                indicators.norms().values().stream().mapToInt(Integer::intValue).sum();
        add(ofIndicators, regularizers, "lasso", dais.lasso() / channels, dais.lasso() > 0 ? all.lasso() : null);
        if (dais.flops() > 0) {
            Value sign = ofIndicators.input(SIGN, Shape.SCALAR);
            add(ofIndicators, regularizers, "flops", dais.flops(), all.flops(all.macs(expected), sign));
        }
        if (dais.symmetry() > 0) {
            add(
                    ofIndicators,
                    regularizers,
                    "symmetry",
                    dais.symmetry(),
                    all.symmetry().orElse(null));
        }
        crossEntropy(ofIndicators, logits, regularizers);
        this.parameters = ParameterStore.of(ofWeights, ofIndicators);
        String[] alphas = indicators.norms().keySet().stream()
                .map(norm -> NETWORK + "/" + RelaxedNetwork.alpha(norm))
                .toArray(String[]::new);
        String[] weights = model.graph().parameters().stream()
                .filter(node -> ((Parameter) node.op()).role().trainable())
                .map(node -> NETWORK + "/" + node.name())
                .toArray(String[]::new);
        StepOptions usual = StepOptions.usual().with(dais.seed().split("dropout"));
        this.weightStep = TrainingStep.of(
                ofWeights.build(LOSS),
                LOSS,
                parameters,
                new Optimizer.Sgd(dais.rate(), MOMENTUM, DECAY, false),
                usual.training(weights));
        this.indicatorStep = TrainingStep.of(
                ofIndicators.build(LOSS),
                LOSS,
                parameters,
                new Optimizer.Adam(dais.indicatorRate(), 0.5, 0.999, 1e-8, 0),
                usual.training(alphas));
    }

    private Batches batches(Dataset images, String what) {
        return Batches.shuffled(images, dais.batchSize(), dais.seed().split(what))
                .normalized(normalization)
                .withoutRemainder();
    }

    private Value logits(JointGraph graph) {
        Shape item = model.input().shape();
        return graph.train(NETWORK, relaxed, graph.input("images", item));
    }

    private void loss(JointGraph graph, List<Value> more) {
        crossEntropy(graph, logits(graph), more);
    }

    private static void crossEntropy(JointGraph graph, Value logits, List<Value> more) {
        Value labels = graph.input("labels", Shape.batchOf());
        Value sum = graph.add(more.isEmpty() ? LOSS : "cross-entropy", new CrossEntropy(0), logits, labels);
        for (int i = 0; i < more.size(); i++) {
            sum = graph.add(i == more.size() - 1 ? LOSS : LOSS + i, new Add(), sum, more.get(i));
        }
    }

    private static void add(JointGraph graph, List<Value> all, String name, double weight, Value regularizer) {
        if (regularizer != null) {
            all.add(graph.add("weighted-" + name, Affine.times(weight), regularizer));
        }
    }

    Searched run(Progress progress, Cancellation cancellation) {
        List<Searched.Epoch> epochs = new ArrayList<>();
        long perEpoch = Math.min(forWeights.count(), forIndicators.count());
        long steps = perEpoch * dais.epochs();
        Schedule cosine = new Schedule.Cosine(0);
        try (Progress.Task task = progress.start("search", "batches", steps)) {
            for (int epoch = 0; epoch < dais.epochs(); epoch++) {
                // Cooled while they cannot move yet, indicators would freeze where they start.
                double temperature =
                        dais.annealing().temperature(Math.max(0, epoch - dais.warmUp()), dais.epochs() - dais.warmUp());
                parameters.get(NETWORK + "/" + RelaxedNetwork.TEMPERATURE).assign(temperature);
                Iterator<Batch> other = forIndicators.epoch(epoch).iterator();
                long step = epoch * perEpoch;
                String state = state(epochs);
                for (Batch batch : forWeights.epoch(epoch)) {
                    if (!other.hasNext()) {
                        batch.close();
                        break;
                    }
                    try (batch;
                            Batch held = other.next()) {
                        double rate = dais.rate() * cosine.factor(step, perEpoch, steps);
                        weightStep.run(feeds(batch), rate, cancellation);
                        if (epoch >= dais.warmUp()) {
                            indicate(held, temperature, cancellation);
                        }
                    }
                    task.at(++step, state);
                    if (cancellation.requested()) {
                        throw new CancellationException("stopped in epoch " + (epoch + 1) + " of the search");
                    }
                }
                epochs.add(epoch(temperature));
            }
        }
        double last = epochs.get(epochs.size() - 1).temperature();
        return new Searched(dais, model, data, relaxed.with(snapshot(), step()), indicators, values(last), epochs);
    }

    private void indicate(Batch held, double temperature, Cancellation cancellation) {
        Map<String, INDArray> feeds = feeds(held);
        if (dais.flops() > 0) {
            double sign = Regularizers.sign(hardMacs(values(temperature)), dais.macs() * full, Dais.BAND);
            feeds.put(SIGN, Nd4j.scalar((float) sign));
        }
        indicatorStep.run(feeds, dais.indicatorRate(), cancellation);
        for (String norm : indicators.norms().keySet()) {
            INDArray alpha = parameters.get(NETWORK + "/" + RelaxedNetwork.alpha(norm));
            for (int c = 0; c < alpha.length(); c++) {
                float value = alpha.getFloat(c);
                alpha.putScalar(c, Math.max(-Dais.MOST_ALPHA, Math.min(Dais.MOST_ALPHA, value)));
            }
        }
    }

    private static Map<String, INDArray> feeds(Batch batch) {
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        feeds.put("images", batch.images());
        feeds.put("labels", batch.labels());
        return feeds;
    }

    /** The indicators as they are, by batch normalisation. */
    private Map<String, double[]> values(double temperature) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (String norm : indicators.norms().keySet()) {
            double[] alpha = parameters
                    .get(NETWORK + "/" + RelaxedNetwork.alpha(norm))
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

    private Searched.Epoch epoch(double temperature) {
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
                .forEach(name ->
                        arrays.put(name, parameters.get(NETWORK + "/" + name).dup('c')));
        return new Parameters(arrays);
    }

    private Step step() {
        return Step.of(
                Dais.VERB,
                "macs",
                dais.macs(),
                "annealing",
                dais.annealing(),
                "epochs",
                dais.epochs(),
                "warmUp",
                dais.warmUp(),
                "lasso",
                dais.lasso(),
                "flops",
                dais.flops(),
                "symmetry",
                dais.symmetry(),
                "bilevel",
                dais.bilevel(),
                "batch",
                dais.batchSize(),
                "rate",
                dais.rate(),
                "indicatorRate",
                dais.indicatorRate(),
                "seed",
                dais.seed());
    }

    @Override
    public void close() {
        weightStep.close();
        indicatorStep.close();
    }
}
