package dev.espalier.papers.lps;

import static dev.espalier.papers.lps.LpsRecipe.CHANGED;
import static dev.espalier.papers.lps.LpsRecipe.FORGOTTEN;
import static dev.espalier.papers.lps.LpsRecipe.LATE;
import static dev.espalier.papers.lps.LpsRecipe.MEAN;
import static dev.espalier.papers.lps.LpsRecipe.arm;

import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Quote;
import dev.espalier.experiment.Rule;
import dev.espalier.experiment.Rule.Above;
import dev.espalier.experiment.Rule.Below;
import dev.espalier.experiment.Rule.Exactly;
import java.util.ArrayList;
import java.util.List;

/** What arXiv 2012.06956 says, and the rules by which it is decided here. */
final class LpsClaims {

    private static final Quote NOT_FOUND = new Quote("not found", "no accessible copy");
    private static final Quote ABSTRACT = new Quote("consistently outperforms", "abstract");

    /** The accuracy by which a way may fall short of another and still count as no worse, in points. */
    private static final double TOLERANCE = 0.3;

    static final List<Claim> ALL = all();

    private LpsClaims() {}

    private static List<Claim> all() {
        List<Claim> claims = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            String sign = setting.toString().substring(0, 1);
            claims.add(claim(
                    "Q1" + sign,
                    "Nothing of earlier tasks is forgotten",
                    NOT_FOUND,
                    "logits that are not bit for bit what they were, " + setting,
                    arm(Way.LPS, setting),
                    CHANGED,
                    new Exactly(new Below(1))));
            claims.add(difference(
                    "Q2a" + sign,
                    "LPS is no worse than pruning by magnitude and sharing everything",
                    ABSTRACT,
                    "mean accuracy minus that of PackNet-like pruning, points, " + setting,
                    Way.LPS,
                    Way.PACKNET,
                    setting,
                    MEAN,
                    new Above(-TOLERANCE)));
            claims.add(difference(
                    "Q2b" + sign,
                    "Pruning by magnitude and sharing everything is no worse than sharing nothing",
                    NOT_FOUND,
                    "accuracy on late tasks minus that of sharing nothing, points, " + setting,
                    Way.PACKNET,
                    Way.SHARE_NONE,
                    setting,
                    LATE,
                    new Above(-TOLERANCE)));
            claims.add(difference(
                    "Q2c" + sign,
                    "Sharing helps",
                    NOT_FOUND,
                    "mean accuracy of LPS minus that of sharing nothing, points, " + setting,
                    Way.LPS,
                    Way.SHARE_NONE,
                    setting,
                    MEAN,
                    new Above(0)));
            claims.add(difference(
                    "Q3" + sign,
                    "What is shared by choice is no worse than sharing everything",
                    NOT_FOUND,
                    "mean accuracy minus that of sharing everything, points, " + setting,
                    Way.LPS,
                    Way.SHARE_ALL,
                    setting,
                    MEAN,
                    new Above(-TOLERANCE)));
            claims.add(claim(
                    "Q4a" + sign,
                    "Fine-tuning forgets the first task",
                    NOT_FOUND,
                    "accuracy that the first task lost, points, " + setting,
                    arm(Way.FINE_TUNING, setting),
                    FORGOTTEN,
                    new Above(20)));
            claims.add(claim(
                    "Q4b" + sign,
                    "EWC forgets it, too",
                    NOT_FOUND,
                    "accuracy that the first task lost, points, " + setting,
                    arm(Way.EWC, setting),
                    FORGOTTEN,
                    new Above(0)));
            claims.add(difference(
                    "Q4c" + sign,
                    "LPS outperforms EWC",
                    ABSTRACT,
                    "mean accuracy minus that of EWC, points, " + setting,
                    Way.LPS,
                    Way.EWC,
                    setting,
                    MEAN,
                    new Above(0)));
            claims.add(difference(
                    "Q5" + sign,
                    "Partitions by ADMM are better than those by magnitude, when shares are small",
                    NOT_FOUND,
                    "accuracy on late tasks, both sharing everything, ADMM minus magnitude, points, " + setting,
                    Way.SHARE_ALL,
                    Way.PACKNET,
                    setting,
                    LATE,
                    new Above(0)));
        }
        return List.copyOf(claims);
    }

    private static Claim claim(
            String name, String statement, Quote paper, String quantity, String arm, String number, Rule rule) {
        return new Claim(name, statement, paper, quantity, outcomes -> outcomes.of(arm, number), rule);
    }

    private static Claim difference(
            String name,
            String statement,
            Quote paper,
            String quantity,
            Way way,
            Way less,
            Setting setting,
            String number,
            Rule rule) {
        return new Claim(
                name,
                statement,
                paper,
                quantity,
                outcomes -> outcomes.difference(arm(way, setting), arm(less, setting), number),
                rule);
    }
}
