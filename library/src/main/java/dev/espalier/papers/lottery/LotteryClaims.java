package dev.espalier.papers.lottery;

import static dev.espalier.papers.lottery.LotteryTicket.SHARE;
import static dev.espalier.papers.lottery.LotteryTicket.SMALL;
import static dev.espalier.papers.lottery.LotteryTicket.USUAL;
import static dev.espalier.papers.lottery.LotteryTicket.generators;
import static dev.espalier.papers.lottery.LotteryTicket.perceptron;
import static dev.espalier.papers.lottery.LotteryTicket.resNet;
import static dev.espalier.papers.lottery.Tickets.at;

import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Outcomes;
import dev.espalier.experiment.Quote;
import dev.espalier.experiment.Rule;
import dev.espalier.experiment.Rule.Above;
import dev.espalier.experiment.Rule.Below;
import dev.espalier.experiment.Rule.Between;
import dev.espalier.study.Trials;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What arXiv 2102.11068 says, and the rules by which it is decided here. */
final class LotteryClaims {

    private static final String WIN = "ticket minus new beginning at 90 % sparsity, points";

    static final List<Claim> ALL = List.of(
            new Claim(
                    "Q1a",
                    "At a small rate the trained weights stay correlated with their beginning",
                    Quote.NOT_FOUND,
                    "R_0.2(theta_0, theta_T), rate " + SMALL,
                    of(perceptron(SMALL), at("overlap", SHARE)),
                    new Above(0.8)),
            new Claim(
                    "Q1b",
                    "At the usual rate they do not",
                    Quote.NOT_FOUND,
                    "R_0.2(theta_0, theta_T), rate " + USUAL,
                    of(perceptron(USUAL), at("overlap", SHARE)),
                    new Below(0.3)),
            new Claim(
                    "Q2",
                    "The dense network is better at the usual rate",
                    new Quote("91.7 and 89.62 %", "section 3, ResNet-20 on CIFAR-10, rates 0.1 and 0.01"),
                    "dense accuracy, rate " + USUAL + " minus " + SMALL + ", points",
                    outcomes -> apart(outcomes, perceptron(USUAL), perceptron(SMALL), "dense"),
                    new Above(1)),
            new Claim(
                    "Q3a",
                    "At a small rate a winning ticket beats a new beginning",
                    Quote.NOT_FOUND,
                    WIN + ", rate " + SMALL,
                    minus(perceptron(SMALL), at("wt", 0.9), at("rr", 0.9)),
                    new Above(2)),
            new Claim(
                    "Q3b",
                    "At the usual rate it does not",
                    Quote.NOT_FOUND,
                    WIN + ", rate " + USUAL,
                    minus(perceptron(USUAL), at("wt", 0.9), at("rr", 0.9)),
                    new Below(1)),
            new Claim(
                    "Q4a",
                    "At a small rate even pruned and fine-tuned weights stay correlated with the beginning",
                    Quote.NOT_FOUND,
                    "R_0.2(theta_0 masked, PF) at 90 % sparsity, rate " + SMALL,
                    of(perceptron(SMALL), at("overlap pf", 0.9)),
                    new Above(0.3)),
            unrelated("Q4b", SMALL),
            unrelated("Q4c", USUAL),
            tuning("Q5a", SMALL),
            tuning("Q5b", USUAL),
            new Claim(
                    "Q6a",
                    "Iterative masks are better than one-shot ones",
                    Quote.NOT_FOUND,
                    "IMP minus OMP, fine-tuned at 97 % sparsity, points",
                    minus(generators(USUAL), at("imp pf", 0.97), at("omp pf", 0.97)),
                    new Above(0)),
            new Claim(
                    "Q6b",
                    "Masks by ADMM are better than iterative ones",
                    Quote.NOT_FOUND,
                    "ADMM minus IMP, fine-tuned at 97 % sparsity, points",
                    minus(generators(USUAL), at("admm pf", 0.97), at("imp pf", 0.97)),
                    new Above(0)),
            new Claim(
                    "Q7a",
                    "Pruning and fine-tuning beats rewinding",
                    Quote.NOT_FOUND,
                    "PF minus RW, ADMM's masks at 97 % sparsity, points",
                    minus(generators(USUAL), at("admm pf", 0.97), at("admm rw", 0.97)),
                    new Above(0)),
            new Claim(
                    "Q7b",
                    "Rewinding beats the ticket",
                    Quote.NOT_FOUND,
                    "RW minus WT, ADMM's masks at 97 % sparsity, points",
                    minus(generators(USUAL), at("admm rw", 0.97), at("admm wt", 0.97)),
                    new Above(0)),
            new Claim(
                    "T1a",
                    "Fine-tuned ResNet-20 has forgotten its beginning",
                    new Quote("0.2036", "table 1, ResNet-20 on CIFAR-100"),
                    "R_0.2(PF, theta_0) at 50 % sparsity, rate 0.1",
                    of(resNet(0.1), at("overlap pf all", 0.5)),
                    new Between(0.15, 0.25)),
            new Claim(
                    "T1b",
                    "It is still correlated with the dense network it was pruned from",
                    new Quote("0.6397", "table 1, ResNet-20 on CIFAR-100"),
                    "R_0.2(PF, theta_T) at 50 % sparsity, rate 0.1",
                    of(resNet(0.1), at("overlap pf dense", 0.5)),
                    new Above(0.4)),
            new Claim(
                    "R1",
                    "ResNet-20: the beginning shows in the weights at a small rate more than at the usual one",
                    Quote.NOT_FOUND,
                    "R_0.2(theta_0, theta_T), rate 0.01 minus 0.1",
                    outcomes -> apart(outcomes, resNet(0.01), resNet(0.1), at("overlap", SHARE)),
                    new Above(0)),
            new Claim(
                    "C0",
                    "Dense ResNet-20 on CIFAR-10 as it is here, which all of C1 to C4 start from, is below the paper's",
                    new Quote("91.7 %", "section 3, ResNet-20 on CIFAR-10, rate 0.1"),
                    "dense accuracy, %, rate 0.1, on the copy as JPEG where there is no other",
                    inColour(0.1, "dense"),
                    new Below(91.7)),
            new Claim(
                    "C1",
                    "The dense network is better at the usual rate",
                    new Quote("91.7 and 89.62 %", "section 3, ResNet-20 on CIFAR-10, rates 0.1 and 0.01"),
                    "dense accuracy, CIFAR-10, rate 0.1 minus 0.01, points",
                    outcomes -> colours(name -> apart(outcomes, colour(name, 0.1), colour(name, 0.01), "dense")),
                    new Above(0)),
            new Claim(
                    "C2",
                    "At a small rate a winning ticket beats a new beginning",
                    Quote.NOT_FOUND,
                    WIN + ", CIFAR-10, rate 0.01",
                    winInColour(0.01),
                    new Above(0)),
            new Claim(
                    "C3",
                    "At the usual rate it does not",
                    Quote.NOT_FOUND,
                    WIN + ", CIFAR-10, rate 0.1",
                    winInColour(0.1),
                    new Below(1)),
            new Claim(
                    "C4",
                    "The beginning shows in the weights at a small rate more than at the usual one",
                    Quote.NOT_FOUND,
                    "R_0.2(theta_0, theta_T), CIFAR-10, rate 0.01 minus 0.1",
                    outcomes -> colours(
                            name -> apart(outcomes, colour(name, 0.01), colour(name, 0.1), at("overlap", SHARE))),
                    new Above(0)));

    private LotteryClaims() {}

    private static Claim unrelated(String name, double rate) {
        return new Claim(
                name,
                "They are never correlated with another beginning",
                Quote.NOT_FOUND,
                "R_0.2(theta_0' masked, PF) at 90 % sparsity, rate " + rate,
                of(perceptron(rate), at("overlap pf another", 0.9)),
                new Between(0.17, 0.24));
    }

    private static Claim tuning(String name, double rate) {
        Rule better = new Above(0);
        return new Claim(
                name,
                "Pruning and fine-tuning beats the ticket, rate " + rate,
                Quote.NOT_FOUND,
                "PF minus WT at 90 % sparsity, points",
                minus(perceptron(rate), at("pf", 0.9), at("wt", 0.9)),
                better);
    }

    private static Function<Outcomes, Optional<Trials>> of(String arm, String number) {
        return outcomes -> outcomes.of(arm, number);
    }

    /** Two numbers of one arm, seed by seed. */
    private static Function<Outcomes, Optional<Trials>> minus(String arm, String more, String less) {
        return outcomes -> outcomes.of(arm, more)
                .flatMap(a -> outcomes.of(arm, less).map(b -> a.minus(b).pairs()));
    }

    private static String colour(String photographs, double rate) {
        return LotteryTicket.inColour(photographs, rate);
    }

    /** What was measured on the photographs as they were published, or else on the copy. */
    private static Optional<Trials> colours(Function<String, Optional<Trials>> measure) {
        return Photographs.NAMES.stream().map(measure).flatMap(Optional::stream).findFirst();
    }

    private static Function<Outcomes, Optional<Trials>> inColour(double rate, String number) {
        return outcomes -> colours(name -> outcomes.of(colour(name, rate), number));
    }

    private static Function<Outcomes, Optional<Trials>> winInColour(double rate) {
        return outcomes -> colours(
                name -> minus(colour(name, rate), at("wt", 0.9), at("rr", 0.9)).apply(outcomes));
    }

    private static Optional<Trials> apart(Outcomes outcomes, String more, String less, String number) {
        return outcomes.difference(more, less, number);
    }
}
