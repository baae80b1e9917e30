package dev.espalier.gan;

import dev.espalier.data.ImageGrid;
import dev.espalier.data.PairSplit;
import dev.espalier.model.Model;
import dev.espalier.model.Step;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.StopGradient;
import dev.espalier.model.op.Value;
import dev.espalier.progress.Cancellation;
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
 * A generator that makes the target of each input, and a discriminator that is shown inputs with their target, or with what the
 * generator made. On every batch the discriminator learns first.
 */
final class PairedGame implements Game {

    static final String GENERATOR = "generator";
    static final String DISCRIMINATOR = "discriminator";
    static final String TEACHER = "teacher";
    static final String INPUT = "input";
    static final String TARGET = "target";

    private final PairedTrainer trainer;
    private final Model generator;
    private final Model discriminator;
    private final PairSplit data;
    private final Model learning;
    private final String identity;
    private final PairBatches batches;
    private final ParameterStore store;
    private final TrainingStep judge;
    private final TrainingStep make;
    private final Map<String, String> parts = new LinkedHashMap<>();

    PairedGame(
            PairedTrainer trainer, Model generator, Model discriminator, PairSplit data, List<OptimizerState> states) {
        this.trainer = trainer;
        this.generator = generator;
        this.discriminator = discriminator;
        this.data = data;
        this.identity = trainer.identity(generator, discriminator, data);
        GanPlan plan = trainer.plan();
        this.learning = trainer.coach()
                .map(coach -> coach.features().beside(generator, coach.teacher()))
                .orElse(generator);
        this.batches =
                PairBatches.together(data.train(), plan.batchSize(), plan.seed().split("images"));
        JointGraph judging = new JointGraph();
        Value judgement = judgement(judging);
        JointGraph making = new JointGraph();
        Value whole = whole(making);
        this.store = ParameterStore.of(judging, making);
        StepOptions usual =
                StepOptions.usual().with(plan.seed().split("dropout")).on(trainer.engine());
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
        Value real = graph.train(DISCRIMINATOR, discriminator, graph.add("real", Concat.channels(), input, target));
        Value fake = graph.train(DISCRIMINATOR, discriminator, graph.add("fake", Concat.channels(), input, made));
        return trainer.plan().loss().discriminator(graph.scope("adversarial"), real, fake);
    }

    private Value whole(JointGraph graph) {
        GanPlan plan = trainer.plan();
        Value input = graph.input(INPUT, generator.input().shape());
        Value target = graph.input(TARGET, generator.output().shape());
        Value made = graph.train(GENERATOR, learning, input);
        List<Loss.Term> terms = new ArrayList<>();
        if (plan.adversarial() > 0) {
            Value pair = graph.add("fake", Concat.channels(), input, made);
            Value scores = graph.pass(DISCRIMINATOR, discriminator, pair);
            Value deceit = plan.loss().generator(graph.scope("adversarial"), scores);
            add(terms, GanEpoch.ADVERSARIAL, plan.adversarial(), deceit);
        }
        Value difference = Loss.l1(graph.scope("reconstruction"), made, target, Reduction.MEAN);
        add(terms, GanEpoch.RECONSTRUCTION, plan.reconstruction(), difference);
        trainer.coach().ifPresent(coach -> {
            graph.eval(TEACHER, coach.teacher(), input);
            Value distilled = coach.features().loss(graph, GENERATOR + "/", TEACHER + "/");
            add(terms, GanEpoch.DISTILLATION, coach.features().weight(), distilled);
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
        return identity;
    }

    @Override
    public int batches() {
        return batches.count();
    }

    @Override
    public int batchSize() {
        return trainer.plan().batchSize();
    }

    @Override
    public void begin(int epoch, int batch) {
        batches.begin(epoch, batch);
    }

    @Override
    public void step(double factor, LossMeans means, Cancellation cancellation) {
        GanPlan plan = trainer.plan();
        try (PairBatches.Pair batch = batches.next()) {
            Map<String, INDArray> feeds = Map.of(
                    INPUT, batch.inputs().images(), TARGET, batch.targets().images());
            int images = batch.inputs().size();
            // A run that was stopped between the two has the discriminator one step ahead.
            if (judge.steps() == make.steps()) {
                double loss = judge.run(feeds, plan.discriminator().rate() * factor, cancellation)
                        .loss();
                means.add(GanEpoch.DISCRIMINATOR, loss, images);
            }
            StepResult made = make.run(feeds, rate() * factor, cancellation);
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
        Samples samples = Samples.of(data.test().inputs()).made("made", generator, own, trainer.engine());
        Optional<Model> teacher = trainer.coach().map(Coach::teacher);
        teacher.ifPresent(
                model -> samples.made("teacher", model, model.parameters().arrays(), trainer.engine()));
        return samples.row("target", data.test().targets()::image)
                .grid(generator.name() + " on " + data.test().inputs().title());
    }

    @Override
    public double rate() {
        return trainer.plan().generator().rate();
    }

    @Override
    public Model generator(Step done) {
        Model trained = store.model(GENERATOR, learning, done);
        return trainer.coach()
                .map(coach -> coach.features().without(trained, generator))
                .orElse(trained);
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
