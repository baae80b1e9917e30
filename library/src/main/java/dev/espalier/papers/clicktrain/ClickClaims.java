package dev.espalier.papers.clicktrain;

import static dev.espalier.papers.clicktrain.Contest.ACCURACY;
import static dev.espalier.papers.clicktrain.Contest.DROP;
import static dev.espalier.papers.clicktrain.Contest.EPOCHS;
import static dev.espalier.papers.clicktrain.Contest.LEFT;
import static dev.espalier.papers.clicktrain.Contest.MILLISECONDS;
import static dev.espalier.papers.clicktrain.Contest.OVERHEAD;
import static dev.espalier.papers.clicktrain.Contest.RATIO;
import static dev.espalier.papers.clicktrain.Contest.SECONDS;
import static dev.espalier.papers.clicktrain.Way.AFTER;
import static dev.espalier.papers.clicktrain.Way.CHANNELS;
import static dev.espalier.papers.clicktrain.Way.CLICK;
import static dev.espalier.papers.clicktrain.Way.DENSE;
import static dev.espalier.papers.clicktrain.Way.EIGHT;
import static dev.espalier.papers.clicktrain.Way.MAGNITUDE;
import static dev.espalier.papers.clicktrain.Way.MINED;
import static dev.espalier.papers.clicktrain.Way.NO_PENALTY;
import static dev.espalier.papers.clicktrain.Way.RANDOM;
import static dev.espalier.papers.clicktrain.Way.SPEED;
import static dev.espalier.papers.clicktrain.Way.TWELVE;

import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Outcomes;
import dev.espalier.experiment.Quote;
import dev.espalier.experiment.Rule;
import dev.espalier.experiment.Rule.Above;
import dev.espalier.experiment.Rule.Below;
import dev.espalier.experiment.Rule.Between;
import dev.espalier.experiment.Rule.Exactly;
import dev.espalier.study.Trials;
import java.util.List;
import java.util.Optional;

/** What arXiv 2011.10170 says, and the rules by which it is decided here. */
final class ClickClaims {

    private static final Quote NOT_FOUND = new Quote("not found", "no accessible copy");
    private static final Quote ABSTRACT = new Quote("up to 2.3x less end-to-end time", "abstract");
    private static final Quote AS_ACCURATE = new Quote("comparable accuracy and ratio", "abstract");
    private static final Quote WITHIN_TRAINING =
            new Quote("accuracy drop reduced by up to 2.1 %", "abstract of the first version");

    static final List<Claim> ALL = List.of(
            number(
                    "R",
                    "Of a 3x3 kernel 4 of 9 weights stay, and of the kernels what the ratios say",
                    new Quote("10.25x", "run note of VGG-11, by the same formula"),
                    "all / remaining parameters of convolutions",
                    CLICK,
                    RATIO,
                    new Exactly(new Between(5, 6))),
            accuracy("Q1a", "One run that prunes is as accurate as one that does not", CLICK, DENSE, new Above(-1)),
            accuracy("Q1b", "It is as accurate as pruning after training", AS_ACCURATE, CLICK, AFTER, new Above(-0.5)),
            new Claim(
                    "Q1c",
                    "It takes about half of the epochs",
                    NOT_FOUND,
                    "epochs of ClickTrain, % of those of pruning after training",
                    outcomes -> share(outcomes, CLICK, AFTER, EPOCHS),
                    new Exactly(new Below(55))),
            new Claim(
                    "Q1d",
                    "It takes less time",
                    ABSTRACT,
                    "time of ClickTrain, % of that of pruning after training",
                    outcomes -> share(outcomes, CLICK, AFTER, SECONDS),
                    new Below(100)),
            accuracy(
                    "Q2",
                    "Patterns and kernels are better than channels at the same ratio and epochs",
                    WITHIN_TRAINING,
                    CLICK,
                    CHANNELS,
                    new Above(0)),
            number(
                    "Q3a",
                    "With the penalty the cut takes little",
                    NOT_FOUND,
                    "accuracy before minus after the cut, points",
                    CLICK,
                    DROP,
                    new Below(1)),
            new Claim(
                    "Q3b",
                    "Without the penalty the cut takes much more",
                    NOT_FOUND,
                    "what the cut takes without the penalty minus with it, points",
                    outcomes -> outcomes.difference(NO_PENALTY.toString(), CLICK.toString(), DROP),
                    new Above(1)),
            number(
                    "Q3c",
                    "The penalty takes the weights outside of the masks near zero",
                    NOT_FOUND,
                    "their norm at the cut, % of that when masks were chosen",
                    CLICK,
                    LEFT,
                    new Below(10)),
            accuracy("Q4a", "Masks by (w g)² are no worse than by magnitude", CLICK, MAGNITUDE, new Above(-0.3)),
            accuracy("Q4b", "Masks by (w g)² are better than random ones", CLICK, RANDOM, new Above(0)),
            accuracy("Q4c", "Masks by magnitude are better than random ones", MAGNITUDE, RANDOM, new Above(0)),
            number(
                    "Q5",
                    "An epoch under the penalty takes hardly longer",
                    new Quote("no extra time over baseline training", "abstract"),
                    "time of an epoch under the penalty more than before, %",
                    CLICK,
                    OVERHEAD,
                    new Below(20)),
            accuracy("Q6a", "More patterns help: 8 are better than 4", EIGHT, CLICK, new Above(0)),
            accuracy("Q6b", "More patterns help: 12 are better than 8", TWELVE, EIGHT, new Above(0)),
            accuracy(
                    "Q6c",
                    "Patterns mined from the network are no worse than fixed ones",
                    MINED,
                    CLICK,
                    new Above(-0.3)),
            new Claim(
                    "S1",
                    "Compiled, the pruned network is faster",
                    NOT_FOUND,
                    "time of the compiled network, % of the dense one's",
                    outcomes -> share(outcomes, CLICK, DENSE, MILLISECONDS),
                    new Below(100)),
            number(
                    "S2",
                    "Training after the cut is faster when it leaves out what is masked",
                    NOT_FOUND,
                    "time of an epoch by the dense engine over that by the sparse one",
                    SPEED,
                    TrainingSpeed.FASTER,
                    new Above(1.5)),
            number(
                    "S2'",
                    "It computes the same",
                    NOT_FOUND,
                    "losses of the two engines after three epochs apart, %",
                    SPEED,
                    TrainingSpeed.APART,
                    new Below(1)));

    private ClickClaims() {}

    private static Claim accuracy(String name, String statement, Way way, Way less, Rule rule) {
        return accuracy(name, statement, NOT_FOUND, way, less, rule);
    }

    private static Claim accuracy(String name, String statement, Quote paper, Way way, Way less, Rule rule) {
        return new Claim(
                name,
                statement,
                paper,
                "accuracy of " + way + " minus " + less + ", points",
                outcomes -> outcomes.difference(way.toString(), less.toString(), ACCURACY),
                rule);
    }

    private static Claim number(
            String name, String statement, Quote paper, String quantity, Way way, String number, Rule rule) {
        return new Claim(name, statement, paper, quantity, outcomes -> outcomes.of(way.toString(), number), rule);
    }

    /** One number in percent of another, seed by seed. */
    private static Optional<Trials> share(Outcomes outcomes, Way way, Way of, String number) {
        return outcomes.paired(way.toString(), of.toString(), number, (part, whole) -> 100 * part / whole);
    }
}
