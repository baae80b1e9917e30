package dev.espalier.papers.lottery;

import static dev.espalier.papers.lottery.Tickets.at;

import dev.espalier.data.DataPlaces;
import dev.espalier.data.Dataset;
import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.experiment.Arm;
import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Outcome;
import dev.espalier.experiment.Outcomes;
import dev.espalier.experiment.Paper;
import dev.espalier.experiment.Recipe;
import dev.espalier.experiment.RunProfile;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.solve.Admm;
import dev.espalier.solve.IterativeMagnitude;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Schedule;
import dev.espalier.train.TrainingPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.knowm.xchart.internal.chartpart.Chart;

/** The experiments of arXiv 2102.11068, on Fashion-MNIST, and where there are photographs, on them too. */
public final class LotteryTicket implements Recipe {

    /** The rates of the perceptron: too small to train well, in between, and usual. */
    static final List<Double> RATES = List.of(0.002, 0.1, 0.2);

    static final double SMALL = RATES.get(0);
    static final double USUAL = RATES.get(2);

    /** Those of ResNet-20, as in the paper. */
    static final List<Double> RESNET_RATES = List.of(0.01, 0.1);

    static final List<Double> SPARSITIES = List.of(0.7, 0.9, 0.97);
    static final List<Double> RESNET_SPARSITIES = List.of(0.5, 0.9);
    static final List<Double> COLOUR_SPARSITIES = List.of(0.9);
    static final List<Double> SHARES = List.of(0.1, 0.2, 0.3, 0.4, 0.5);
    static final double SHARE = 0.2;

    /** The epoch that is rewound to (RW). */
    static final int REWIND = 2;

    private static final int ROUNDS = 3;
    private static final int BATCH = 128;
    private static final double MOMENTUM = 0.9;
    private static final double DECAY = 1e-3;
    private static final double RESNET_DECAY = 1e-4;
    private static final int POOL = 2;

    private final Optional<Photographs> photographs;

    /** With the photographs of this machine. */
    public LotteryTicket() {
        this(DataPlaces.system());
    }

    LotteryTicket(DataPlaces places) {
        photographs = Photographs.find(places);
    }

    @Override
    public Paper paper() {
        return new Paper(
                "2102.11068", "Lottery Ticket Preserves Weight Correlation: Is It Desirable or Not?", "ICML 2021");
    }

    /** How much a profile runs. */
    private record Extent(int seeds, int images, int epochs, int resNetSeeds, int resNetEpochs) {}

    private static Extent extent(RunProfile profile) {
        return switch (profile) {
            case SMOKE -> new Extent(1, 2_000, 3, 0, 0);
            case QUICK -> new Extent(3, 10_000, 30, 0, 0);
            case FULL -> new Extent(5, 10_000, 30, 3, 20);
        };
    }

    @Override
    public String identity(RunProfile profile) {
        return extent(profile) + ", batch " + BATCH + ", momentum " + MOMENTUM + ", decay " + DECAY + " and "
                + RESNET_DECAY + ", rewind to " + REWIND + ", "
                + clothes(extent(profile), Testbed.PERCEPTRON)
                        .train()
                        .provenance()
                        .identity();
    }

    @Override
    public List<Dataset> data(RunProfile profile) {
        Split split = clothes(extent(profile), Testbed.PERCEPTRON);
        return List.of(split.train(), split.test());
    }

    @Override
    public List<String> lacking() {
        return photographs.isEmpty() ? List.of(Photographs.MISSING) : List.of();
    }

    private Split data(Extent extent, Testbed network) {
        return network == Testbed.RESNET20_IN_COLOUR
                ? photographs.orElseThrow().first(extent.images())
                : clothes(extent, network);
    }

    private static Split clothes(Extent extent, Testbed network) {
        Split clothes = FashionMnist.load();
        Dataset train =
                clothes.train().take(Math.min(extent.images(), clothes.train().size()));
        return network == Testbed.PERCEPTRON
                ? new Split(train.pooled(POOL), clothes.test().pooled(POOL))
                : new Split(train, clothes.test());
    }

    @Override
    public List<Arm> arms(RunProfile profile) {
        Extent extent = extent(profile);
        List<Arm> arms = new ArrayList<>();
        for (double rate : RATES) {
            seeds(extent.seeds())
                    .forEach(seed -> arms.add(new Arm(perceptron(rate), seed, around -> {
                        return starts(tickets(Testbed.PERCEPTRON, extent, rate, around), SPARSITIES);
                    })));
        }
        seeds(extent.seeds())
                .forEach(seed -> arms.add(new Arm(generators(USUAL), seed, around -> {
                    return masks(tickets(Testbed.PERCEPTRON, extent, USUAL, around));
                })));
        for (double rate : RESNET_RATES) {
            seeds(extent.resNetSeeds())
                    .forEach(seed -> arms.add(new Arm(resNet(rate), seed, around -> {
                        return starts(tickets(Testbed.RESNET20, extent, rate, around), RESNET_SPARSITIES);
                    })));
        }
        photographs.ifPresent(found -> RESNET_RATES.forEach(rate -> seeds(extent.resNetSeeds())
                .forEach(seed -> arms.add(new Arm(inColour(found.name(), rate), seed, around -> {
                    return starts(tickets(Testbed.RESNET20_IN_COLOUR, extent, rate, around), COLOUR_SPARSITIES);
                })))));
        return arms;
    }

    private static LongStream seeds(int count) {
        return LongStream.rangeClosed(1, count);
    }

    static String perceptron(double rate) {
        return "perceptron, rate " + rate;
    }

    static String generators(double rate) {
        return "masks of the perceptron, rate " + rate;
    }

    static String resNet(double rate) {
        return "ResNet-20, rate " + rate;
    }

    /** The name says which photographs, so that results on one copy are never taken for those on another. */
    static String inColour(String photographs, double rate) {
        return "ResNet-20 on " + photographs + ", rate " + rate;
    }

    private Tickets tickets(Testbed network, Extent extent, double rate, Arm.Surroundings around) {
        int epochs = network == Testbed.PERCEPTRON ? extent.epochs() : extent.resNetEpochs();
        double decay = network == Testbed.PERCEPTRON ? DECAY : RESNET_DECAY;
        // The paper's 80 and 120 of 150 epochs.
        List<Integer> milestones = List.of(Math.max(1, epochs * 8 / 15), Math.max(2, epochs * 4 / 5));
        TrainingPlan plan = TrainingPlan.of(epochs, Tickets.order(around))
                .withBatchSize(BATCH)
                .with(new Optimizer.Sgd(rate, MOMENTUM, decay, false))
                .with(new Schedule.Milestones(milestones, 0.1));
        return new Tickets(network, plan, data(extent, network), around);
    }

    /** Masks of the largest trained weights; the ticket (WT), a new beginning (RR), and pruning and fine-tuning (PF). */
    private static Outcome starts(Tickets tickets, List<Double> sparsities) throws IOException {
        Model beginning = tickets.beginning();
        Model another = tickets.another();
        Model dense = tickets.dense(0).trained();
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("dense", tickets.accuracy(dense));
        for (double share : SHARES) {
            numbers.put(at("overlap", share), tickets.overlap(share, beginning, dense));
        }
        for (double sparsity : sparsities) {
            Map<String, Encoding.Masked> masks = tickets.magnitude(dense, sparsity);
            Model tuned = tickets.ticket(at("pf", sparsity).replace('/', '-'), dense, masks);
            numbers.put(
                    at("wt", sparsity),
                    tickets.accuracy(tickets.ticket(at("wt", sparsity).replace('/', '-'), beginning, masks)));
            numbers.put(
                    at("rr", sparsity),
                    tickets.accuracy(tickets.ticket(at("rr", sparsity).replace('/', '-'), another, masks)));
            numbers.put(at("pf", sparsity), tickets.accuracy(tuned));
            numbers.put(at("overlap pf", sparsity), tickets.overlapOfRemaining(SHARE, tuned, beginning));
            numbers.put(at("overlap pf another", sparsity), tickets.overlapOfRemaining(SHARE, tuned, another));
            if (SHARE < 1 - sparsity) {
                // Appendix F: of all weights, those that are gone included, as long as enough are left.
                numbers.put(at("overlap pf all", sparsity), tickets.overlap(SHARE, tuned, beginning));
                numbers.put(at("overlap pf dense", sparsity), tickets.overlap(SHARE, tuned, dense));
            }
        }
        return Outcome.of(numbers);
    }

    /** What makes the masks: one-shot (OMP), iterative (IMP), ADMM; from three beginnings. */
    private static Outcome masks(Tickets tickets) throws IOException {
        Model beginning = tickets.beginning();
        Tickets.Dense dense = tickets.dense(REWIND);
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (double sparsity : SPARSITIES.subList(1, SPARSITIES.size())) {
            Map<String, Map<String, Encoding.Masked>> makers = new LinkedHashMap<>();
            makers.put("omp", tickets.magnitude(dense.trained(), sparsity));
            makers.put(
                    "imp", tickets.solved("imp-" + sparsity, new IterativeMagnitude(ROUNDS, 0), beginning, sparsity));
            makers.put("admm", tickets.solved("admm-" + sparsity, Admm.USUAL, dense.trained(), sparsity));
            for (Map.Entry<String, Map<String, Encoding.Masked>> maker : makers.entrySet()) {
                String name = maker.getKey() + "-" + sparsity;
                Map<String, Encoding.Masked> masks = maker.getValue();
                numbers.put(
                        at(maker.getKey() + " wt", sparsity),
                        tickets.accuracy(tickets.ticket("wt-" + name, beginning, masks)));
                numbers.put(
                        at(maker.getKey() + " rw", sparsity),
                        tickets.accuracy(tickets.ticket("rw-" + name, dense.early(), masks)));
                numbers.put(
                        at(maker.getKey() + " pf", sparsity),
                        tickets.accuracy(tickets.ticket("pf-" + name, dense.trained(), masks)));
            }
        }
        return Outcome.of(numbers);
    }

    @Override
    public List<Claim> claims() {
        return LotteryClaims.ALL;
    }

    @Override
    public List<Chart<?, ?>> charts(Outcomes outcomes) {
        return LotteryCharts.of(outcomes);
    }
}
