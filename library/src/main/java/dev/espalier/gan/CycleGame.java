package dev.espalier.gan;

import dev.espalier.data.DomainSplit;
import dev.espalier.data.ImageGrid;
import dev.espalier.model.Model;
import dev.espalier.model.OffHeap;
import dev.espalier.model.Step;
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
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Two generators that undo each other and a discriminator for the images of each (Zhu et al. 2017, section 3). On every batch the
 * generators learn first; what they made before that goes through the pools to the discriminators.
 */
final class CycleGame implements Game {

    private static final String FORWARD = "forward";
    private static final String BACKWARD = "backward";
    private static final String JUDGE_OF_TO = "judgeOfTo";
    private static final String JUDGE_OF_FROM = "judgeOfFrom";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String MADE_FROM = "madeFrom";
    private static final String MADE_TO = "madeTo";

    private final UnpairedTrainer trainer;
    private final CycleNetworks networks;
    private final DomainSplit data;
    private final String identity;
    private final PairBatches batches;
    private final ImagePool made;
    private final ImagePool madeBack;
    private final ParameterStore store;
    private final TrainingStep make;
    private final TrainingStep judge;
    private final Map<String, String> parts = new LinkedHashMap<>();
    private Value there;
    private Value back;

    CycleGame(UnpairedTrainer trainer, CycleNetworks networks, DomainSplit data, List<OptimizerState> states) {
        this.trainer = trainer;
        this.networks = networks;
        this.data = data;
        this.identity = trainer.identity(networks.identity(), "", data);
        GanPlan plan = trainer.plan();
        this.batches = PairBatches.apart(
                data.train().from(),
                data.train().to(),
                plan.batchSize(),
                plan.seed().split("images"));
        this.made = new ImagePool(trainer.pool(), plan.seed().split("pool"));
        this.madeBack = new ImagePool(trainer.pool(), plan.seed().split("pool back"));
        JointGraph making = new JointGraph();
        Value whole = whole(making);
        JointGraph judging = new JointGraph();
        Value judgement = judgement(judging);
        this.store = ParameterStore.of(making, judging);
        StepOptions usual =
                StepOptions.usual().with(plan.seed().split("dropout")).on(trainer.engine());
        List<String> outputs = new ArrayList<>(parts.values());
        outputs.addAll(List.of(whole.name(), there.name(), back.name()));
        this.make = TrainingStep.of(
                making.build(outputs.toArray(String[]::new)),
                whole.name(),
                store,
                plan.generator(),
                usual.training(FORWARD, BACKWARD).from(states.get(0)));
        this.judge = TrainingStep.of(
                judging.build(judgement.name()),
                judgement.name(),
                store,
                plan.discriminator(),
                usual.training(JUDGE_OF_TO, JUDGE_OF_FROM).from(states.get(1)));
    }

    private Value whole(JointGraph graph) {
        GanPlan plan = trainer.plan();
        Value from = graph.input(FROM, networks.forward().input().shape());
        Value to = graph.input(TO, networks.backward().input().shape());
        there = graph.train(FORWARD, networks.forward(), from);
        back = graph.train(BACKWARD, networks.backward(), to);
        Value again = graph.train(BACKWARD, networks.backward(), there);
        Value afresh = graph.train(FORWARD, networks.forward(), back);
        List<Loss.Term> terms = new ArrayList<>();
        Value deceit = plan.loss()
                .generator(graph.scope("adversarial/to"), graph.pass(JUDGE_OF_TO, networks.judgeOfTo(), there));
        Value deceitBack = plan.loss()
                .generator(graph.scope("adversarial/from"), graph.pass(JUDGE_OF_FROM, networks.judgeOfFrom(), back));
        add(terms, graph, GanEpoch.ADVERSARIAL, plan.adversarial(), deceit, deceitBack);
        add(
                terms,
                graph,
                GanEpoch.CYCLE,
                plan.reconstruction(),
                Loss.l1(graph.scope("cycle/from"), again, from, Reduction.MEAN),
                Loss.l1(graph.scope("cycle/to"), afresh, to, Reduction.MEAN));
        if (trainer.identity() > 0) {
            Value same = graph.train(FORWARD, networks.forward(), to);
            Value sameBack = graph.train(BACKWARD, networks.backward(), from);
            add(
                    terms,
                    graph,
                    GanEpoch.IDENTITY,
                    plan.reconstruction() * trainer.identity(),
                    Loss.l1(graph.scope("identity/to"), same, to, Reduction.MEAN),
                    Loss.l1(graph.scope("identity/from"), sameBack, from, Reduction.MEAN));
        }
        return Loss.weighted(graph.scope("whole"), terms.toArray(Loss.Term[]::new));
    }

    private void add(List<Loss.Term> terms, JointGraph graph, String name, double weight, Value one, Value other) {
        Value both = Loss.weighted(graph.scope("both/" + name), new Loss.Term(1, one), new Loss.Term(1, other));
        terms.add(new Loss.Term(weight, both));
        parts.put(name, both.name());
    }

    private Value judgement(JointGraph graph) {
        Value to = judgement(graph, JUDGE_OF_TO, networks.judgeOfTo(), TO, MADE_TO);
        Value from = judgement(graph, JUDGE_OF_FROM, networks.judgeOfFrom(), FROM, MADE_FROM);
        return Loss.weighted(graph.scope("whole"), new Loss.Term(1, to), new Loss.Term(1, from));
    }

    private Value judgement(JointGraph graph, String name, Model network, String real, String made) {
        Value scores =
                graph.train(name, network, graph.input(real, network.input().shape()));
        Value others =
                graph.train(name, network, graph.input(made, network.input().shape()));
        return trainer.plan().loss().discriminator(graph.scope("adversarial/" + name), scores, others);
    }

    /** Puts saved numbers in place. */
    void restore(Map<String, INDArray> parameters, Map<String, INDArray> memory) {
        parameters.forEach((name, array) -> store.get(name).assign(array));
        made.restore(memory, "to/");
        madeBack.restore(memory, "from/");
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
        try (PairBatches.Pair batch = batches.next()) {
            INDArray from = batch.inputs().images();
            INDArray to = batch.targets().images();
            int images = batch.inputs().size();
            StepResult result = make.run(Map.of(FROM, from, TO, to), rate() * factor, cancellation);
            parts.forEach((name, node) -> means.add(name, result.output(node).getDouble(0) / 2, images));
            // The generators have moved and what they made is gone with the next step, so this is not stopped any more.
            try (OffHeap shown = made.exchange(result.output(there.name()));
                    OffHeap shownBack = madeBack.exchange(result.output(back.name()))) {
                double loss = judge.run(
                                Map.of(FROM, from, TO, to, MADE_TO, shown.array(), MADE_FROM, shownBack.array()),
                                trainer.plan().discriminator().rate() * factor,
                                Cancellation.NEVER)
                        .loss();
                means.add(GanEpoch.DISCRIMINATOR, loss / 2, images);
            }
        }
    }

    @Override
    public Map<String, INDArray> parameters() {
        return store.snapshot().arrays();
    }

    @Override
    public List<OptimizerState> optimizers() {
        return List.of(make.state(), judge.state());
    }

    @Override
    public Map<String, INDArray> memory() {
        Map<String, INDArray> memory = new LinkedHashMap<>(made.memory("to/"));
        memory.putAll(madeBack.memory("from/"));
        return memory;
    }

    @Override
    public ImageGrid samples() {
        Model forward = networks.forward();
        return Samples.of(data.test().from())
                .made("made", forward, own(FORWARD, forward), trainer.engine())
                .grid(forward.name() + " on " + data.test().from().title());
    }

    private Map<String, INDArray> own(String name, Model network) {
        Map<String, INDArray> own = new LinkedHashMap<>();
        network.parameters().names().forEach(parameter -> own.put(parameter, store.get(name + "/" + parameter)));
        return own;
    }

    @Override
    public double rate() {
        return trainer.plan().generator().rate();
    }

    @Override
    public Model generator(Step done) {
        return store.model(FORWARD, networks.forward(), done);
    }

    @Override
    public Model discriminator(Step done) {
        return store.model(JUDGE_OF_TO, networks.judgeOfTo(), done);
    }

    /** All four as they are now. */
    CycleNetworks networks(Step done) {
        return new CycleNetworks(
                generator(done),
                store.model(BACKWARD, networks.backward(), done),
                discriminator(done),
                store.model(JUDGE_OF_FROM, networks.judgeOfFrom(), done));
    }

    @Override
    public void close() {
        make.close();
        judge.close();
    }
}
