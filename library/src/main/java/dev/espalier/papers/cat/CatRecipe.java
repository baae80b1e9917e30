package dev.espalier.papers.cat;

import dev.espalier.data.Dataset;
import dev.espalier.data.EdgePairs;
import dev.espalier.data.FashionMnist;
import dev.espalier.data.PairSplit;
import dev.espalier.data.Split;
import dev.espalier.experiment.Arm;
import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Outcome;
import dev.espalier.experiment.Outcomes;
import dev.espalier.experiment.Paper;
import dev.espalier.experiment.Recipe;
import dev.espalier.experiment.RunProfile;
import dev.espalier.gan.Guidance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.knowm.xchart.internal.chartpart.Chart;

/** The experiments of arXiv 2103.03467: Fashion-MNIST of its edges, 28x28. */
public final class CatRecipe implements Recipe {

    /** Each seed has a teacher, its students, and the original generator. */
    static final String ARM = "edges to clothes";

    static final String TEACHER = "teacher";
    static final String ORIGINAL = "original generator";
    static final String QUARTER = "1/4";

    /** Parts of the teacher's MACs. */
    static final Map<String, Double> BUDGETS = budgets();

    @Override
    public Paper paper() {
        return new Paper("2103.03467", "Teachers Do More Than Teach: Compressing Image-to-Image Models", "CVPR 2021");
    }

    private static Map<String, Double> budgets() {
        Map<String, Double> budgets = new LinkedHashMap<>();
        budgets.put("1/2", 0.5);
        budgets.put(QUARTER, 0.25);
        budgets.put("1/8", 0.125);
        return budgets;
    }

    /** What a student is called that learns so from its teacher's features. */
    static String named(Guidance guidance) {
        return guidance == Guidance.NONE ? "no distillation" : guidance.toString();
    }

    /** A student's name. */
    static String student(Guidance guidance, String budget) {
        return named(guidance) + " " + budget;
    }

    /** The name of a number of a generator. */
    static String of(String generator, String number) {
        return generator + ": " + number;
    }

    private static Extent extent(RunProfile profile) {
        return switch (profile) {
            case SMOKE -> new Extent(1, 96, 100, 1_000, 1, 2, List.of(QUARTER));
            case QUICK -> new Extent(2, 1_500, 1_000, 10_000, 3, 8, List.of(QUARTER));
            case FULL -> new Extent(3, 1_500, 1_000, 10_000, 3, 20, List.copyOf(BUDGETS.keySet()));
        };
    }

    @Override
    public String identity(RunProfile profile) {
        Extent extent = extent(profile);
        return extent + ", " + CatArm.settings() + ", " + pairs(extent).train().identity();
    }

    @Override
    public List<Dataset> data(RunProfile profile) {
        PairSplit pairs = pairs(extent(profile));
        return List.of(pairs.train().targets(), pairs.test().targets());
    }

    private static PairSplit pairs(Extent extent) {
        Split clothes = FashionMnist.load();
        return EdgePairs.of(
                new Split(clothes.train().take(extent.images()), clothes.test().take(extent.judged())));
    }

    @Override
    public List<Arm> arms(RunProfile profile) {
        Extent extent = extent(profile);
        List<Arm> arms = new ArrayList<>();
        LongStream.rangeClosed(1, extent.seeds())
                .forEach(seed -> arms.add(new Arm(ARM, seed, around -> {
                    return run(extent, around);
                })));
        return arms;
    }

    private static Outcome run(Extent extent, Arm.Surroundings around) throws Exception {
        Split clothes = FashionMnist.load();
        PairSplit pairs = pairs(extent);
        return new CatArm(extent, pairs, Judge.of(extent, clothes, pairs, around), around).run();
    }

    @Override
    public List<Claim> claims() {
        return CatClaims.ALL;
    }

    @Override
    public List<Chart<?, ?>> charts(Outcomes outcomes) {
        return CatCharts.of(outcomes);
    }
}
