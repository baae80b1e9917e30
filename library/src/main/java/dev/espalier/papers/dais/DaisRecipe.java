package dev.espalier.papers.dais;

import dev.espalier.budget.Allocator;
import dev.espalier.budget.Budget;
import dev.espalier.budget.Measure;
import dev.espalier.budget.PruneDials;
import dev.espalier.budget.Strategy;
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
import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.file.ModelFile;
import dev.espalier.prune.Importance;
import dev.espalier.prune.Prune;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Schedule;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import dev.espalier.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.knowm.xchart.internal.chartpart.Chart;

/** The experiments of arXiv 2011.02166, on Fashion-MNIST of 14x14 pixels. */
public final class DaisRecipe implements Recipe {

    /** What part of the MACs is to stay. */
    static final List<Double> BUDGETS = List.of(0.7, 0.5, 0.3);

    /** The budget of the ablations. */
    static final double HALF = 0.5;

    static final String NO_ANNEALING = "temperature 1";
    static final String COLD = "temperature 0.02";
    static final String NO_FLOPS = "no term of FLOPs";
    static final String ONE_LEVEL = "one level";
    static final String NO_SYMMETRY = "no symmetry";
    static final String UNIFORM = "uniform";
    static final String L1 = "l1";

    private static final double LASSO = 1e-3;
    private static final double FLOPS = 0.5;
    private static final double SYMMETRY = 0.1;
    private static final int BATCH = 64;
    private static final double RATE = 0.05;
    private static final double INDICATOR_RATE = 0.02;
    private static final double TUNING_RATE = 0.02;
    private static final double MOMENTUM = 0.9;
    private static final double DECAY = 5e-4;
    private static final int POOL = 2;

    /** Test images for each that is trained with, as far as there are so many: all of them but in the smallest profile. */
    private static final int JUDGED = 3;

    @Override
    public Paper paper() {
        return new Paper(
                "2011.02166",
                "DAIS: Automatic Channel Pruning via Differentiable Annealing Indicator Search",
                "IEEE TNNLS 2023");
    }

    /**
     * How much a profile runs.
     *
     * @param seeds for each arm
     * @param images for training
     * @param epochs of a search, and of the dense network that the baselines start from
     * @param tuning epochs after pruning
     * @param nets that are searched in
     * @param budgets that are searched for
     */
    private record Extent(
            int seeds, int images, int epochs, int warmUp, int tuning, List<DaisNet> nets, List<Double> budgets) {}

    private static Extent extent(RunProfile profile) {
        return switch (profile) {
            case SMOKE -> new Extent(1, 600, 3, 1, 1, List.of(DaisNet.RESNET8), List.of(HALF));
            case QUICK -> new Extent(2, 4_000, 15, 2, 4, List.of(DaisNet.VGG_MINI), List.of(HALF, 0.3));
            case FULL -> new Extent(5, 8_000, 15, 2, 6, List.of(DaisNet.values()), BUDGETS);
        };
    }

    @Override
    public String identity(RunProfile profile) {
        return extent(profile) + ", lasso " + LASSO + ", flops " + FLOPS + ", symmetry " + SYMMETRY + ", batch " + BATCH
                + ", indicators opposite above T " + Dais.COLD + ", rates " + RATE + " " + INDICATOR_RATE + " "
                + TUNING_RATE + ", momentum " + MOMENTUM + ", decay "
                + DECAY + ", " + data(extent(profile)).train().provenance().identity();
    }

    @Override
    public List<Dataset> data(RunProfile profile) {
        Split split = data(extent(profile));
        return List.of(split.train(), split.test());
    }

    private static Split data(Extent extent) {
        Split clothes = FashionMnist.load();
        Dataset train =
                clothes.train().take(Math.min(extent.images(), clothes.train().size()));
        Dataset test = clothes.test()
                .take(Math.min(JUDGED * train.size(), clothes.test().size()));
        return new Split(train.pooled(POOL), test.pooled(POOL));
    }

    /** The name of an arm. */
    static String arm(String what, DaisNet net, double budget) {
        return what + ", " + net + ", " + Math.round(100 * budget) + " % of MACs";
    }

    static String search(DaisNet net, double budget) {
        return arm("DAIS", net, budget);
    }

    @Override
    public List<Arm> arms(RunProfile profile) {
        Extent extent = extent(profile);
        List<Arm> arms = new ArrayList<>();
        for (DaisNet net : extent.nets()) {
            for (double budget : extent.budgets()) {
                add(arms, extent, search(net, budget), around -> search(net, budget, extent, around, dais -> dais));
                add(arms, extent, arm(UNIFORM, net, budget), around -> {
                    return pruned(
                            net,
                            budget,
                            extent,
                            around,
                            new Importance.Random(around.seed().split("channels")));
                });
                add(arms, extent, arm(L1, net, budget), around -> {
                    return pruned(net, budget, extent, around, new Importance.L1());
                });
            }
            ablations(net).forEach((name, change) -> {
                add(arms, extent, arm(name, net, HALF), around -> search(net, HALF, extent, around, change));
            });
        }
        return arms;
    }

    private static Map<String, UnaryOperator<Dais>> ablations(DaisNet net) {
        Map<String, UnaryOperator<Dais>> ablations = new LinkedHashMap<>();
        ablations.put(NO_ANNEALING, dais -> dais.with(new Annealing.Fixed(1)));
        ablations.put(COLD, dais -> dais.with(new Annealing.Fixed(0.02)));
        ablations.put(NO_FLOPS, dais -> dais.weighing(LASSO, 0, SYMMETRY));
        ablations.put(ONE_LEVEL, Dais::onOneLevel);
        if (net == DaisNet.RESNET8) {
            ablations.put(NO_SYMMETRY, dais -> dais.weighing(LASSO, FLOPS, 0));
        }
        return ablations;
    }

    private static void add(List<Arm> arms, Extent extent, String name, Arm.Work work) {
        LongStream.rangeClosed(1, extent.seeds()).forEach(seed -> arms.add(new Arm(name, seed, work)));
    }

    private static Outcome search(
            DaisNet net, double budget, Extent extent, Arm.Surroundings around, UnaryOperator<Dais> change)
            throws IOException {
        Split data = data(extent);
        Model start = net.create(around.seed().split("beginning"));
        Dais dais = change.apply(new Dais(
                budget,
                Annealing.USUAL,
                extent.epochs(),
                extent.warmUp(),
                LASSO,
                FLOPS,
                SYMMETRY,
                true,
                BATCH,
                RATE,
                INDICATOR_RATE,
                around.seed().split("search")));
        Searched found = dais.resume(
                around.folder().resolve("search.checkpoint"), start, data, around.progress(), around.cancellation());
        Model hard = found.hard();
        Searched.Epoch last = found.epochs().get(found.epochs().size() - 1);
        Map<String, Double> numbers = new LinkedHashMap<>();
        double relaxed = accuracy(found.soft(), data);
        numbers.put("relaxed", relaxed);
        numbers.put("hard", accuracy(hard, data));
        numbers.put("gap", relaxed - numbers.get("hard"));
        numbers.put("undecided", 100 * last.undecided());
        numbers.put("agreement", found.agreement());
        numbers.put("spread", found.spread());
        Outcome outcome = tuned(hard, start, extent, data, around, numbers);
        outcome = outcome.with("temperature", of(found, Searched.Epoch::temperature))
                .with("expected MACs", of(found, epoch -> 100 * epoch.macs()))
                .with("MACs", of(found, epoch -> 100 * epoch.hardMacs()))
                .with("undecided", of(found, epoch -> 100 * epoch.undecided()));
        for (int epoch = 0; epoch < found.epochs().size(); epoch++) {
            List<Double> all = found.epochs().get(epoch).indicators().values().stream()
                    .flatMapToDouble(Arrays::stream)
                    .boxed()
                    .toList();
            outcome = outcome.with("indicators " + (epoch + 1), all);
        }
        return outcome;
    }

    private static List<Double> of(Searched found, ToDoubleFunction<Searched.Epoch> number) {
        return found.epochs().stream().mapToDouble(number).boxed().toList();
    }

    /** A dense network, trained as long as a search, then the same rate everywhere. */
    private static Outcome pruned(
            DaisNet net, double budget, Extent extent, Arm.Surroundings around, Importance importance)
            throws IOException {
        Split data = data(extent);
        Model start = net.create(around.seed().split("beginning"));
        Model dense = train("dense", start, extent.epochs(), RATE, data, around);
        Prune prune = Prune.parse(Map.of("structure", "coupled", "rate", "10x")).by(importance);
        Model small = new Allocator(Budget.share(Measure.MACS, budget), new Strategy.Uniform())
                .allocate(PruneDials.of(dense, prune, data))
                .model()
                .thin();
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("dense", accuracy(dense, data));
        numbers.put("hard", accuracy(small, data));
        return tuned(small, start, extent, data, around, numbers);
    }

    private static Outcome tuned(
            Model small, Model start, Extent extent, Split data, Arm.Surroundings around, Map<String, Double> numbers)
            throws IOException {
        numbers.put("macs", 100.0 * Cost.of(small).macs() / Cost.of(start).macs());
        numbers.put("accuracy", accuracy(train("tuned", small, extent.tuning(), TUNING_RATE, data, around), data));
        return Outcome.of(numbers);
    }

    private static Model train(String name, Model model, int epochs, double rate, Split data, Arm.Surroundings around)
            throws IOException {
        Path done = around.folder().resolve(name + ".espalier");
        if (Files.exists(done)) {
            return ModelFile.load(done);
        }
        TrainingPlan plan = TrainingPlan.of(epochs, around.seed().split(name))
                .withBatchSize(BATCH)
                .with(new Optimizer.Sgd(rate, MOMENTUM, DECAY, false))
                .with(new Schedule.Cosine(0));
        TrainingRun run = Trainer.of(plan)
                .checkpointing(around.folder().resolve(name + ".checkpoint"))
                .reporting(around.progress(), around.cancellation())
                .resume(model, data);
        if (!run.finished()) {
            throw new CancellationException("stopped while training '" + name + "'");
        }
        ModelFile.save(run.model(), done);
        return run.model();
    }

    private static double accuracy(Model model, Split data) {
        return 100 * Evaluation.of(model, data).accuracy();
    }

    @Override
    public List<Claim> claims() {
        return DaisClaims.ALL;
    }

    @Override
    public List<Chart<?, ?>> charts(Outcomes outcomes) {
        return DaisCharts.of(outcomes);
    }
}
