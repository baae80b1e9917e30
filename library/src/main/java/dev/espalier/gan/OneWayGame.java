package dev.espalier.gan;

import dev.espalier.data.Dataset;
import dev.espalier.data.ImageGrid;
import dev.espalier.model.Model;
import dev.espalier.model.Step;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.StopGradient;
import dev.espalier.model.op.Value;
import dev.espalier.progress.Cancellation;
import dev.espalier.train.Engine;
import dev.espalier.train.JointGraph;
import dev.espalier.train.OptimizerState;
import dev.espalier.train.ParameterStore;
import dev.espalier.train.StepOptions;
import dev.espalier.train.StepResult;
import dev.espalier.train.TrainingStep;
import dev.espalier.train.loss.Loss;
import dev.espalier.train.loss.Reduction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One generator and one discriminator, which learns first on every batch. With pairs, the generator is to make the target of each
 * input, and the discriminator is shown inputs with their target or with what the generator made. Without pairs, the generator is
 * to make what its teacher makes, and the discriminator is shown images alone (Jin et al. 2021, section 3.3).
 */
final class OneWayGame implements Game {

    private static final String GENERATOR = "generator";
    private static final String DISCRIMINATOR = "discriminator";
    private static final String TEACHER = "teacher";
    private static final String INPUT = "input";
    private static final String TARGET = "target";

    private final Setting setting;
    private final Model generator;
    private final Model discriminator;
    private final Model learning;
    private final ParameterStore store;
    private final TrainingStep judge;
    private final TrainingStep make;
    private final Map<String, String> parts = new LinkedHashMap<>();

    /**
     * What is played.
     *
     * @param identity of the game, as text
     * @param plan of the training
     * @param coach the teacher, if there is one
     * @param paired whether the targets belong to the inputs
     * @param batches of inputs and targets
     * @param sampled images whose translations are shown
     * @param wanted what they should become; empty if nobody knows
     * @param engine what computes
     */
    record Setting(
            String identity,
            GanPlan plan,
            Optional<Coach> coach,
            boolean paired,
            PairBatches batches,
            Dataset sampled,
            Optional<Dataset> wanted,
            Engine engine) {}

    OneWayGame(Setting setting, Model generator, Model discriminator, List<OptimizerState> states) {
        this.setting = setting;
        this.generator = generator;
        this.discriminator = discriminator;
        GanPlan plan = setting.plan();
        this.learning = setting.coach().map(coach -> coach.beside(generator)).orElse(generator);
        JointGraph judging = new JointGraph();
        Value judgement = judgement(judging);
        JointGraph making = new JointGraph();
        Value whole = whole(making);
        this.store = ParameterStore.of(judging, making);
        StepOptions usual =
                StepOptions.usual().with(plan.seed().split("dropout")).on(setting.engine());
        this.judge = TrainingStep.of(
                judging.build(judgement.name()),
                judgement.name(),
                store,
                plan.discriminator(),
                usual.training(DISCRIMINATOR).from(states.get(0)));
        List<String> outputs = new ArrayList<>(parts.values());
        outputs.add(whole.name());
        this.make = TrainingStep.of(
                making.build(outputs.toArray(String[]::new)),
                whole.name(),
                store,
                plan.generator(),
                usual.training(GENERATOR).from(states.get(1)));
    }

    private Value judgement(JointGraph graph) {
        Value input = graph.input(INPUT, generator.input().shape());
        Value target = graph.input(TARGET, generator.output().shape());
        // The step of the generator carries its statistics on.
        Value made = graph.add("made", new StopGradient(), graph.pass(GENERATOR, learning, input));
        Value real = graph.train(DISCRIMINATOR, discriminator, shown(graph, "real", input, target));
        Value fake = graph.train(DISCRIMINATOR, discriminator, shown(graph, "fake", input, made));
        return setting.plan().loss().discriminator(graph.scope("adversarial"), real, fake);
    }

    private Value shown(JointGraph graph, String name, Value input, Value image) {
        return setting.paired() ? graph.add(name, Concat.channels(), input, image) : image;
    }

    private Value whole(JointGraph graph) {
        GanPlan plan = setting.plan();
        Value input = graph.input(INPUT, generator.input().shape());
        Optional<Value> taught = setting.coach().map(coach -> graph.eval(TEACHER, coach.teacher(), input));
        Value wanted = setting.paired()
                ? graph.input(TARGET, generator.output().shape())
                : graph.add("wanted", new StopGradient(), taught.orElseThrow());
        Value made = graph.train(GENERATOR, learning, input);
        List<Loss.Term> terms = new ArrayList<>();
        if (plan.adversarial() > 0) {
            Value scores = graph.pass(DISCRIMINATOR, discriminator, shown(graph, "fake", input, made));
            Value deceit = plan.loss().generator(graph.scope("adversarial"), scores);
            add(terms, GanEpoch.ADVERSARIAL, plan.adversarial(), deceit);
        }
        Value difference = Loss.l1(graph.scope("reconstruction"), made, wanted, Reduction.MEAN);
        add(terms, GanEpoch.RECONSTRUCTION, plan.reconstruction(), difference);
        setting.coach().flatMap(Coach::features).ifPresent(features -> {
            Value distilled = features.loss(graph, GENERATOR + "/", TEACHER + "/");
            add(terms, GanEpoch.DISTILLATION, features.weight(), distilled);
        });
        return Loss.weighted(graph.scope("whole"), terms.toArray(Loss.Term[]::new));
    }

    private void add(List<Loss.Term> terms, String name, double weight, Value loss) {
        terms.add(new Loss.Term(weight, loss));
        parts.put(name, loss.name());
    }

    /** Puts saved numbers in place. */
    void restore(Map<String, INDArray> parameters) {
        parameters.forEach((name, array) -> store.get(name).assign(array));
    }

    @Override
    public String identity() {
        return setting.identity();
    }

    @Override
    public int batches() {
        return setting.batches().count();
    }

    @Override
    public int batchSize() {
        return setting.plan().batchSize();
    }

    @Override
    public void begin(int epoch, int batch) {
        setting.batches().begin(epoch, batch);
    }

    @Override
    public void step(double factor, LossMeans means, Cancellation cancellation) {
        GanPlan plan = setting.plan();
        try (PairBatches.Pair batch = setting.batches().next()) {
            Map<String, INDArray> input = Map.of(INPUT, batch.inputs().images());
            Map<String, INDArray> both = Map.of(
                    INPUT, batch.inputs().images(), TARGET, batch.targets().images());
            int images = batch.inputs().size();
            // A run that was stopped between the two has the discriminator one step ahead.
            if (judge.steps() == make.steps()) {
                double loss = judge.run(both, plan.discriminator().rate() * factor, cancellation)
                        .loss();
                means.add(GanEpoch.DISCRIMINATOR, loss, images);
            }
            StepResult made = make.run(setting.paired() ? both : input, rate() * factor, cancellation);
            parts.forEach((name, node) -> means.add(name, made.output(node).getDouble(0), images));
        }
    }

    /** All but the teacher's, which stay as they are. */
    @Override
    public Map<String, INDArray> parameters() {
        Map<String, INDArray> own = new LinkedHashMap<>();
        store.names().stream()
                .filter(name -> !name.startsWith(TEACHER + "/"))
                .forEach(name -> own.put(name, store.get(name)));
        return own;
    }

    @Override
    public List<OptimizerState> optimizers() {
        return List.of(judge.state(), make.state());
    }

    @Override
    public Map<String, INDArray> memory() {
        return Map.of();
    }

    @Override
    public ImageGrid samples() {
        Map<String, INDArray> own = new LinkedHashMap<>();
        generator.parameters().names().forEach(name -> own.put(name, store.get(GENERATOR + "/" + name)));
        Samples samples = Samples.of(setting.sampled()).made("made", generator, own, setting.engine());
        setting.coach()
                .map(Coach::teacher)
                .ifPresent(model ->
                        samples.made("teacher", model, model.parameters().arrays(), setting.engine()));
        setting.wanted().ifPresent(images -> samples.row("target", images::image));
        return samples.grid(generator.name() + " on " + setting.sampled().title());
    }

    @Override
    public double rate() {
        return setting.plan().generator().rate();
    }

    @Override
    public Model generator(Step done) {
        Model trained = store.model(GENERATOR, learning, done);
        return setting.coach().map(coach -> coach.without(trained, generator)).orElse(trained);
    }

    @Override
    public Model discriminator(Step done) {
        return store.model(DISCRIMINATOR, discriminator, done);
    }

    @Override
    public void close() {
        judge.close();
        make.close();
    }
}
