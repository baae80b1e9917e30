package dev.espalier.papers.dais;

import static dev.espalier.papers.dais.DaisNet.RESNET8;
import static dev.espalier.papers.dais.DaisNet.VGG_MINI;
import static dev.espalier.papers.dais.DaisRecipe.HALF;
import static dev.espalier.papers.dais.DaisRecipe.L1;
import static dev.espalier.papers.dais.DaisRecipe.NO_ANNEALING;
import static dev.espalier.papers.dais.DaisRecipe.NO_FLOPS;
import static dev.espalier.papers.dais.DaisRecipe.NO_SYMMETRY;
import static dev.espalier.papers.dais.DaisRecipe.ONE_LEVEL;
import static dev.espalier.papers.dais.DaisRecipe.UNIFORM;
import static dev.espalier.papers.dais.DaisRecipe.arm;
import static dev.espalier.papers.dais.DaisRecipe.search;

import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Quote;
import dev.espalier.experiment.Rule;
import dev.espalier.experiment.Rule.Above;
import dev.espalier.experiment.Rule.Below;
import dev.espalier.experiment.Rule.Between;
import java.util.ArrayList;
import java.util.List;

/** What arXiv 2011.02166 says, and the rules by which it is decided here. */
final class DaisClaims {

    private static final Quote NOT_FOUND = new Quote("not found", "no accessible copy");

    /** The accuracy by which a search may fall short of a uniform network and still count as no worse, in points. */
    private static final double TOLERANCE = 0.3;

    static final List<Claim> ALL = all();

    private DaisClaims() {}

    private static List<Claim> all() {
        List<Claim> claims = new ArrayList<>();
        for (DaisNet net : DaisNet.values()) {
            String sign = net == VGG_MINI ? "v" : "r";
            claims.add(claim(
                    "Q1" + sign,
                    "With annealing the network that is left is the one that was searched",
                    "relaxed minus hard accuracy before tuning, points, " + net,
                    search(net, HALF),
                    "gap",
                    new Between(-1, 1)));
            claims.add(difference(
                    "Q1'" + sign,
                    "At a fixed temperature of 1 it is not",
                    "gap without annealing minus gap with it, points, " + net,
                    arm(NO_ANNEALING, net, HALF),
                    search(net, HALF),
                    "gap",
                    new Above(3)));
            claims.add(claim(
                    "Q2" + sign,
                    "In the end all indicators are decided",
                    "indicators between 0.05 and 0.95, %, " + net,
                    search(net, HALF),
                    "undecided",
                    new Below(5)));
            for (double budget : DaisRecipe.BUDGETS) {
                double percent = 100 * budget;
                claims.add(claim(
                        "Q3" + sign + Math.round(percent),
                        "The FLOPs that are left are those that were asked for",
                        "MACs left, %, " + net,
                        search(net, budget),
                        "macs",
                        new Between(0.93 * percent, 1.07 * percent)));
                claims.add(difference(
                        "Q4u" + sign + Math.round(percent),
                        "A search is no worse than the same width everywhere",
                        "accuracy minus that of uniform width, points, " + net + ", " + Math.round(percent)
                                + " % of MACs",
                        search(net, budget),
                        arm(UNIFORM, net, budget),
                        "accuracy",
                        new Above(-TOLERANCE)));
                claims.add(difference(
                        "Q4l" + sign + Math.round(percent),
                        "A search is no worse than pruning filters by their L1 norm",
                        "accuracy minus that of L1, points, " + net + ", " + Math.round(percent) + " % of MACs",
                        search(net, budget),
                        arm(L1, net, budget),
                        "accuracy",
                        new Above(-TOLERANCE)));
            }
            claims.add(claim(
                    "Q3w" + sign,
                    "The widths it finds are not uniform",
                    "largest minus smallest share of channels kept, points, " + net,
                    search(net, HALF),
                    "spread",
                    new Above(10)));
            claims.add(difference(
                    "Q3f" + sign,
                    "Without the term of FLOPs the target is missed",
                    "MACs left without it minus with it, points, " + net,
                    arm(NO_FLOPS, net, HALF),
                    search(net, HALF),
                    "macs",
                    new Above(5)));
            claims.add(difference(
                    "Q6" + sign,
                    "Two levels are no worse than one",
                    "accuracy of bi-level minus single-level search, points, " + net,
                    search(net, HALF),
                    arm(ONE_LEVEL, net, HALF),
                    "accuracy",
                    new Above(0)));
        }
        claims.add(claim(
                "Q5",
                "With its regulariser, layers that a shortcut ties agree on their channels",
                "tied indicators on the same side, %, " + RESNET8,
                search(RESNET8, HALF),
                "agreement",
                new Above(99)));
        claims.add(difference(
                "Q5'",
                "Without it they do not",
                "agreement with it minus without, points, " + RESNET8,
                search(RESNET8, HALF),
                arm(NO_SYMMETRY, RESNET8, HALF),
                "agreement",
                new Above(0)));
        return List.copyOf(claims);
    }

    private static Claim claim(String name, String statement, String quantity, String arm, String number, Rule rule) {
        return new Claim(name, statement, NOT_FOUND, quantity, outcomes -> outcomes.of(arm, number), rule);
    }

    private static Claim difference(
            String name, String statement, String quantity, String arm, String less, String number, Rule rule) {
        return new Claim(
                name, statement, NOT_FOUND, quantity, outcomes -> outcomes.difference(arm, less, number), rule);
    }
}
