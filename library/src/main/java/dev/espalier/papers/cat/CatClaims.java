package dev.espalier.papers.cat;

import static dev.espalier.papers.cat.CatRecipe.ORIGINAL;
import static dev.espalier.papers.cat.CatRecipe.QUARTER;
import static dev.espalier.papers.cat.CatRecipe.TEACHER;
import static dev.espalier.papers.cat.CatRecipe.of;
import static dev.espalier.papers.cat.CatRecipe.student;

import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Outcomes;
import dev.espalier.experiment.Quote;
import dev.espalier.experiment.Rule;
import dev.espalier.experiment.Rule.Above;
import dev.espalier.experiment.Rule.Below;
import dev.espalier.experiment.Rule.Between;
import dev.espalier.gan.Guidance;
import dev.espalier.study.Trials;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;

/** What arXiv 2103.03467 says, and the rules by which it is decided here. */
final class CatClaims {

    private static final String DISTANCE = "distance";
    private static final Quote NO_TABLE = new Quote("not found", "ablation tables");
    private static final Quote SEARCH =
            new Quote("3.81 to 8.22 GPU seconds, 2.56B of 2.6B MACs asked for", "project page, scripts");
    private static final Quote QUALITY =
            new Quote("FID 53.48 with 2.56B MACs, original 61.53 with 56.8B", "project page");

    static final List<Claim> ALL = all();

    private CatClaims() {}

    private static List<Claim> all() {
        List<Claim> claims = new ArrayList<>();
        CatRecipe.BUDGETS.keySet().forEach(budget -> {
            String search = "search " + budget;
            claims.add(claim(
                    "Q1b" + budget,
                    "One threshold meets a budget from below",
                    SEARCH,
                    "MACs as a part of the budget, " + budget + " of the teacher's",
                    of(search, "part of the budget"),
                    new Between(0.93, 1)));
            claims.add(claim(
                    "Q1s" + budget,
                    "in seconds, without training for sparsity",
                    SEARCH,
                    "seconds of the search for " + budget + " of the MACs",
                    of(search, "seconds"),
                    new Below(10)));
            claims.add(difference(
                    "Q2kn" + budget,
                    "A student distilled by kernel alignment is better than one without distillation",
                    "Fréchet distance on the classifier's features, without minus with KA, " + budget + " of the MACs",
                    student(Guidance.NONE, budget),
                    student(Guidance.KA, budget)));
            claims.add(difference(
                    "Q2km" + budget,
                    "Kernel alignment is better than squared errors of features",
                    "the same distance, MSE minus KA, " + budget + " of the MACs",
                    student(Guidance.MSE, budget),
                    student(Guidance.KA, budget)));
            claims.add(difference(
                    "Q2mn" + budget,
                    "Squared errors of features are better than no distillation",
                    "the same distance, without minus with MSE, " + budget + " of the MACs",
                    student(Guidance.NONE, budget),
                    student(Guidance.MSE, budget)));
        });
        String quarter = student(Guidance.KA, QUARTER);
        claims.add(ratio(
                "Q3t",
                "A student of a fourth of the MACs is within a tenth of its teacher, or better",
                new Quote("FID of the teacher not found", ""),
                "Fréchet distance on the classifier's features, KA student / teacher",
                quarter,
                TEACHER,
                new Below(1.1)));
        claims.add(ratio(
                "Q3o",
                "It is no worse than the original generator",
                QUALITY,
                "the same distance, KA student / original generator",
                quarter,
                ORIGINAL,
                new Below(1)));
        claims.add(ratio(
                "Q3e",
                "Quality falls at extreme compression",
                new Quote("GauGAN mIoU 62.35 with 29.9B MACs, 54.71 with 5.52B", "project page"),
                "the same distance, KA student of 1/8 / of 1/2",
                student(Guidance.KA, "1/8"),
                student(Guidance.KA, "1/2"),
                new Above(1)));
        claims.add(new Claim(
                "Q4",
                "Kernel sizes and kinds of branches are not pruned evenly",
                NO_TABLE,
                "channels kept of the kind that keeps most minus the kind that keeps least, points more than by chance, "
                        + QUARTER + " of the MACs",
                outcomes -> together(
                        outcomes,
                        of("search " + QUARTER, "unevenness"),
                        of("search " + QUARTER, "unevenness by chance"),
                        (found, chance) -> found - chance),
                new Above(0)));
        return List.copyOf(claims);
    }

    private static Claim claim(String name, String statement, Quote paper, String quantity, String number, Rule rule) {
        return new Claim(name, statement, paper, quantity, outcomes -> CatCharts.number(outcomes, number), rule);
    }

    private static Claim difference(String name, String statement, String quantity, String worse, String better) {
        return new Claim(
                name,
                statement,
                NO_TABLE,
                quantity,
                outcomes -> together(outcomes, of(worse, DISTANCE), of(better, DISTANCE), (a, b) -> a - b),
                new Above(0));
    }

    private static Claim ratio(
            String name, String statement, Quote paper, String quantity, String one, String other, Rule rule) {
        return new Claim(
                name,
                statement,
                paper,
                quantity,
                outcomes -> together(outcomes, of(one, DISTANCE), of(other, DISTANCE), (a, b) -> a / b),
                rule);
    }

    /** Two numbers of the same seeds. */
    private static Optional<Trials> together(Outcomes outcomes, String one, String other, DoubleBinaryOperator both) {
        return CatCharts.number(outcomes, one)
                .flatMap(a -> CatCharts.number(outcomes, other).map(b -> {
                    List<Double> values = new ArrayList<>();
                    for (int i = 0; i < a.size(); i++) {
                        values.add(
                                both.applyAsDouble(a.values().get(i), b.values().get(i)));
                    }
                    return new Trials(values);
                }));
    }
}
