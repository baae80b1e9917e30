package dev.espalier.papers.clicktrain;

import dev.espalier.data.Split;
import dev.espalier.model.Encoding;
import dev.espalier.model.KernelPattern;
import dev.espalier.model.LayerChoice;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Shape;
import dev.espalier.prune.Importance;
import dev.espalier.prune.LayerRates;
import dev.espalier.prune.PatternConnectivitySet;
import dev.espalier.prune.PatternLibrary;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.solve.Part;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import dev.espalier.train.TrainingRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * Trains and prunes in one run (ClickTrain).
 *
 * <pre>{@code
 * Clicked small = ClickTrain.removing(KernelRatios.of(60), 15, new Seed(1)).train(model, data);
 * }</pre>
 *
 * <p>The stages of the run, E_c, E_h and E being those of {@link Stages}:
 *
 * <pre>
 * S0  epochs to E_c    minimise loss(W)
 * S1  at E_c           s = (w g)²; P = the pattern of each kernel where I_p is largest, K = the kernels where I_k is not
 *                      smallest ({@link KernelChoice}); both stay what they are; one more step of S0
 * S2  epochs to E_h    minimise loss(W) + lambda (R_p(W, P) + R_k(W, K))     ({@link GroupPenalty})
 * S3  epochs to E      minimise loss(W), W = W (.) P (.) K after every step
 * </pre>
 *
 * <p>3x3 convolutions lose weights and kernels, 1x1 convolutions kernels only; the first convolution, depthwise ones and
 * linear layers stay dense.
 *
 * <p>S3 is faster by {@code by(trainer.on(new SparseEngine()))}: its steps then leave out what is masked.
 *
 * <p>Unless told otherwise lambda is chosen for the length of the run, so that it reaches as far as the authors' ({@link Lambda});
 * {@link LambdaPilot} finds the least that does its work on a network of one's own.
 *
 * <p>Where this differs from the authors' code: s is the mean over ten batches unless told otherwise, where theirs is of
 * one; under the masks the gradient and its average are masked, not the weights alone; images are not mixed in S3; and the
 * accuracy that counts is that of the pruned network after the last epoch, where theirs is the best of all epochs, those
 * before pruning included. Patterns may also be mined from the network at E_c, as the paper's abstract has it.
 *
 * @param patterns 4, 8 or 12 fixed ones, or a number that is mined
 * @param ratios of kernels that go
 * @param stages when what is done
 * @param lambda the weight of the penalty
 * @param importance s; {@code gradient:1} is that of the authors' code
 * @param layers that are pruned
 * @param trainer carries out the run; the length and the schedule of its plan are those of the stages instead, and its
 *     policy is this method
 */
public record ClickTrain(
        Scheme patterns,
        KernelRatios ratios,
        Stages stages,
        Lambda lambda,
        Importance importance,
        LayerChoice layers,
        Trainer trainer) {

    /** The verb's name in a model's history. */
    public static final String VERB = "clicktrain";

    /** The four corner squares, as most of the authors' configurations have them. */
    public static final Scheme USUAL_PATTERNS = new Scheme.PatternsOf(PatternLibrary.CLICKTRAIN4, 1);

    /** (w g)² over ten batches. */
    public static final Importance USUAL_IMPORTANCE = new Importance.Gradient(10);

    public ClickTrain {
        Objects.requireNonNull(ratios, "ratios");
        Objects.requireNonNull(stages, "stages");
        Objects.requireNonNull(lambda, "lambda");
        Objects.requireNonNull(layers, "layers");
        Objects.requireNonNull(trainer, "trainer");
        if (!(patterns instanceof Scheme.Pattern) && !(patterns instanceof Scheme.PatternsOf)) {
            throw new IllegalArgumentException(
                    "ClickTrain with structure " + patterns + "; it takes patterns, such as pattern:clicktrain4");
        }
        if (importance.ofFilters()) {
            throw new IllegalArgumentException("importance " + importance
                    + " ranks whole filters; patterns and kernels take gradient, l2, l1 or random");
        }
    }

    /** The usual: SGD at 0.05 in batches of 64, with a momentum of 0.9 and a decay of 0.0005. */
    public static ClickTrain removing(KernelRatios ratios, int epochs, Seed seed) {
        TrainingPlan plan = TrainingPlan.of(epochs, seed).with(new Optimizer.Sgd(0.05, 0.9, 5e-4, false));
        return new ClickTrain(
                USUAL_PATTERNS,
                ratios,
                Stages.of(epochs),
                Lambda.USUAL,
                USUAL_IMPORTANCE,
                LayerChoice.USUAL,
                Trainer.of(plan));
    }

    /** With other patterns. */
    public ClickTrain with(Scheme other) {
        return new ClickTrain(other, ratios, stages, lambda, importance, layers, trainer);
    }

    /** With masks chosen by another importance. */
    public ClickTrain by(Importance other) {
        return new ClickTrain(patterns, ratios, stages, lambda, other, layers, trainer);
    }

    /** At other times. */
    public ClickTrain during(Stages other) {
        return new ClickTrain(patterns, ratios, other, lambda, importance, layers, trainer);
    }

    /** With another weight of the penalty. */
    public ClickTrain with(Lambda other) {
        return new ClickTrain(patterns, ratios, stages, other, importance, layers, trainer);
    }

    /** In other layers. */
    public ClickTrain with(LayerChoice other) {
        return new ClickTrain(patterns, ratios, stages, lambda, importance, other, trainer);
    }

    /** By another trainer. */
    public ClickTrain by(Trainer other) {
        return new ClickTrain(patterns, ratios, stages, lambda, importance, layers, other);
    }

    /**
     * Trains and prunes a model.
     *
     * @param model a dense classifier, usually with new weights
     * @throws IllegalArgumentException if it has nothing to prune, is pruned already, does not fit the data, or the ratios do
     *     not fit its layers; says what would
     * @throws CancellationException if asked to stop; says how to go on
     */
    public Clicked train(Model model, Split data) {
        return carryOut(model, data, false);
    }

    /**
     * Goes on where {@link #train} was stopped, from the trainer's checkpoint, to the same result as if it had not been.
     *
     * @param model the one that was given then
     * @throws IllegalArgumentException if the trainer has no checkpoint file, or what it holds was made otherwise
     */
    public Clicked resume(Model model, Split data) {
        return carryOut(model, data, true);
    }

    private Clicked carryOut(Model model, Split data, boolean resuming) {
        ClickPolicy policy = new ClickPolicy(this, model, data, weights(model));
        Trainer own = trainer.with(plan()).holding(policy);
        TrainingRun run = resuming ? own.resume(model, data) : own.train(model, data);
        if (!run.finished()) {
            throw new CancellationException(run.note());
        }
        return Clicked.of(policy, run);
    }

    /**
     * The pruning that removes as many kernels of each layer, and as many weights of each kernel, from any model of this
     * graph: what a method that prunes after training is to be compared with.
     *
     * @throws IllegalArgumentException as {@link #train}
     */
    public Prune asPrune(Model model) {
        Structure.PatternConnectivity structure = structure(model);
        Map<String, Rate> rates = new LinkedHashMap<>();
        long all = 0;
        long kept = 0;
        int number = 0;
        for (Part layer : parts(model, structure)) {
            Shape shape =
                    Model.shapeOf(model.parameters().get(layer.parameters().get(0)));
            int kernels = KernelChoice.kernels(shape, structure.sharing());
            int removed = KernelRatios.removed(kernels, ratios.percentOf(number++));
            if (removed == kernels) {
                throw new IllegalArgumentException(
                        "layer '" + layer.name() + "' has " + kernels + " kernels, of which a ratio of "
                                + ratios.percentOf(number - 1) + " % leaves none; give a smaller one");
            }
            Rate loosest = loosest(structure, shape);
            Rate rate = Rate.times(loosest.times() * kernels / (kernels - removed));
            rates.put(layer.name(), rate);
            all += shape.size();
            kept += Math.round(shape.size() / rate.times());
        }
        return new Prune(patterns, Rate.times((double) all / kept), layers, new LayerRates(rates), importance);
    }

    private static Rate loosest(Structure.PatternConnectivity structure, Shape weight) {
        return new PatternConnectivitySet(structure, Rate.NONE).loosest(weight);
    }

    /** The plan of the run. */
    TrainingPlan plan() {
        return trainer.plan().withEpochs(stages.epochs()).with(stages.schedule());
    }

    /** How many neighbouring filters have the same pattern. */
    int sharing() {
        return patterns instanceof Scheme.Pattern mined ? mined.sharing() : ((Scheme.PatternsOf) patterns).sharing();
    }

    /** The weights that are pruned, by layer. */
    private Map<String, String> weights(Model model) {
        Map<String, String> weights = new LinkedHashMap<>();
        asPrune(model).rates().byName().keySet().forEach(layer -> {
            String weight = model.graph().node(layer).inputs().get(1);
            if (!(model.encoding(weight) instanceof Encoding.Dense)) {
                throw new IllegalArgumentException("'" + weight + "' of '" + model.name()
                        + "' is masked or quantized already; ClickTrain prunes dense layers, so exclude it");
            }
            weights.put(layer, weight);
        });
        return weights;
    }

    private Structure.PatternConnectivity structure(Model model) {
        return (Structure.PatternConnectivity) patterns.settle(model);
    }

    /** The layers that can have patterns, as any pruning by patterns finds them. */
    private List<Part> parts(Model model, Structure.PatternConnectivity structure) {
        KernelPattern any = structure.patterns().get(0);
        Rate whole = Rate.times((double) (any.height() * any.width()) / any.kept());
        List<Part> parts = new Prune(patterns, whole, layers).settle(model).parts();
        ratios.check(parts.stream().map(Part::name).toList());
        return parts;
    }

    /** Everything that decides the outcome beside the plan, the model and the data. */
    Step step() {
        Step step = Step.of(
                VERB,
                "patterns",
                patterns,
                "ratios",
                ratios,
                "choose",
                stages.choose(),
                "hard",
                stages.hard(),
                "lambda",
                lambda,
                Prune.IMPORTANCE,
                importance);
        for (Map.Entry<String, String> setting : layers.settings().entrySet()) {
            step = step.with(setting.getKey(), setting.getValue());
        }
        return step;
    }
}
