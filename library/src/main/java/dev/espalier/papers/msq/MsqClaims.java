package dev.espalier.papers.msq;

import static dev.espalier.papers.msq.QuantizedNet.TRAINED;
import static dev.espalier.papers.msq.QuantizedNet.WEIGHTS;

import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Outcomes;
import dev.espalier.experiment.Quote;
import dev.espalier.experiment.Rule;
import dev.espalier.experiment.Rule.Above;
import dev.espalier.experiment.Rule.Below;
import dev.espalier.experiment.Rule.Between;
import dev.espalier.experiment.Rule.Exactly;
import dev.espalier.fpga.Device;
import dev.espalier.quantize.LevelErrors.Distribution;
import dev.espalier.quantize.ScaleChoice;
import dev.espalier.study.Trials;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What arXiv 2012.04240 says, and the rules by which it is decided here. */
final class MsqClaims {

    private static final Quote NOT_FOUND = new Quote("not found", "no accessible copy");
    private static final Quote NO_LOSS = new Quote("\"maintain, or even increase accuracy\"", "abstract");
    private static final Quote MATCHING = new Quote("\"better matching with weight distributions\"", "abstract");
    private static final Quote SHIFTS = new Quote("multiplication is replaced by shifts and additions", "abstract");
    private static final Quote ROWS_DIFFER = new Quote("rows differ in distribution", "abstract");
    private static final Quote GAUSSIAN = new Quote("suitable for Gaussian-like weights", "abstract");
    private static final Quote FASTER = new Quote("2.1x to 4.1x", "abstract, wording from memory");

    /** The accuracy by which sums of powers may fall short of fixed point, in points. */
    private static final double ALIKE = 0.5;

    /** The accuracy by which a mixture may fall short of the best single scheme, in points. */
    private static final double TOLERANCE = 0.3;

    static final List<Claim> ALL = all();

    private MsqClaims() {}

    private static List<Claim> all() {
        List<Claim> claims = new ArrayList<>();
        for (MsqNet net : MsqNet.values()) {
            claims.addAll(accuracy(net, net.toString().substring(0, 1)));
        }
        claims.add(new Claim(
                "Q1d",
                "Schemes separate more in a mobile network",
                NOT_FOUND,
                "SP2 minus P2 at once, in " + MsqNet.MOBILE + " more than in " + MsqNet.CONVOLUTIONAL + ", points",
                MsqClaims::apart,
                new Above(0)));
        claims.addAll(errors());
        claims.addAll(hardware());
        return List.copyOf(claims);
    }

    private static List<Claim> accuracy(MsqNet net, String sign) {
        String arm = net.toString();
        return List.of(
                claim(
                        "Q1a" + sign,
                        "Sums of powers are as accurate as fixed point",
                        NOT_FOUND,
                        "SP2 minus fixed, trained, points, " + net,
                        minus(arm, Scheme.SP2.number(TRAINED), Scheme.FIXED.number(TRAINED)),
                        new Above(-ALIKE)),
                claim(
                        "Q1b" + sign,
                        "Powers of two are less accurate",
                        NOT_FOUND,
                        "SP2 minus P2, trained, points, " + net,
                        minus(arm, Scheme.SP2.number(TRAINED), Scheme.P2.number(TRAINED)),
                        new Above(0)),
                claim(
                        "Q1c" + sign,
                        "Without training they are clearly less accurate",
                        NOT_FOUND,
                        "SP2 minus P2, weights at once, points, " + net,
                        minus(arm, Scheme.SP2.number(WEIGHTS), Scheme.P2.number(WEIGHTS)),
                        new Above(TOLERANCE)),
                claim(
                        "Q2a" + sign,
                        "A mixture is as accurate as the best single scheme",
                        NO_LOSS,
                        "MSQ 60 minus the best of P2, fixed and SP2, trained, points, " + net,
                        outcomes -> beyondBest(outcomes, arm),
                        new Above(-TOLERANCE)),
                claim(
                        "Q2b" + sign,
                        "It is as accurate as the network in floating point",
                        NO_LOSS,
                        "MSQ 60 trained minus floating point, points, " + net,
                        minus(arm, Scheme.MSQ60.number(TRAINED), QuantizedNet.DENSE),
                        new Above(-TOLERANCE)),
                claim(
                        "Q3a" + sign,
                        "Integers compute what was simulated, bit for bit",
                        NOT_FOUND,
                        "numbers that differ in double precision, " + net,
                        outcomes -> outcomes.of(arm, QuantizedNet.DIFFERING),
                        new Exactly(new Below(1))),
                claim(
                        "Q3b" + sign,
                        "Sums of powers need no multiplier",
                        SHIFTS,
                        "sums of a layer by shifts and additions that are wrong, " + net,
                        outcomes -> outcomes.of(arm, QuantizedNet.WRONG),
                        new Exactly(new Below(1))),
                claim(
                        "Q5a" + sign,
                        "The rows of a layer differ in variance",
                        ROWS_DIFFER,
                        "variance at the ninth tenth over that at the first, median layer, " + net,
                        outcomes -> outcomes.of(arm, QuantizedNet.SPREAD),
                        new Above(2)),
                claim(
                        "Q5b" + sign,
                        "It matters which rows get which levels",
                        MATCHING,
                        "MSQ 60 minus the opposite assignment, trained, points, " + net,
                        minus(arm, Scheme.MSQ60.number(TRAINED), Scheme.OPPOSITE.number(TRAINED)),
                        new Above(0)));
    }

    private static List<Claim> errors() {
        return List.of(
                error(
                        "Q6a",
                        "Sums of powers fit normal weights better than fixed point does",
                        GAUSSIAN,
                        Distribution.NORMAL,
                        ScaleChoice.MSE),
                error(
                        "Q6b",
                        "They do with the largest weight as scale",
                        GAUSSIAN,
                        Distribution.NORMAL,
                        ScaleChoice.MAX),
                error(
                        "Q6c",
                        "They do so with heavy tails and the largest weight as scale",
                        NOT_FOUND,
                        Distribution.STUDENT_T4,
                        ScaleChoice.MAX));
    }

    private static Claim error(String name, String statement, Quote paper, Distribution weights, ScaleChoice scale) {
        return claim(
                name,
                statement,
                paper,
                "squared error of SP2 minus that of fixed, % of the norm, " + weights + ", scale " + scale,
                minus(
                        MsqRecipe.ERRORS,
                        MsqRecipe.error(weights, scale, Scheme.SP2),
                        MsqRecipe.error(weights, scale, Scheme.FIXED)),
                new Below(0));
    }

    private static List<Claim> hardware() {
        List<Claim> claims = new ArrayList<>();
        claims.add(claim(
                "Q3c",
                "The core's Verilog gives the sums of integer arithmetic",
                NOT_FOUND,
                "sums of a layer that are wrong, 16 rows of fixed and 24 of SP2, simulated",
                outcomes -> outcomes.of(Hardware.SIMULATION, Hardware.WRONG),
                new Exactly(new Below(1))));
        claims.add(claim(
                "Q3d",
                "In logic a product with a sum of powers is cheaper than one with fixed point",
                NOT_FOUND,
                "LUT a product, SP2 minus fixed without DSP",
                minus(Hardware.SYNTHESIS, Scheme.SP2.number(Hardware.PRODUCT), Scheme.FIXED.number(Hardware.PRODUCT)),
                new Exactly(new Below(0))));
        for (Device device : Device.values()) {
            String sign = device == Device.XC7Z020 ? "s" : "l";
            claims.add(claim(
                    "Q4a" + sign,
                    "There is room for the paper's ratio",
                    new Quote(device == Device.XC7Z020 ? "1:1.5" : "1:2", "from memory, unverified"),
                    "1 if there is, " + device,
                    outcomes -> outcomes.of(Hardware.SYNTHESIS, Hardware.of(device, Hardware.PAPER_FITS)),
                    new Exactly(new Above(0))));
            claims.add(claim(
                    "Q4b" + sign,
                    "As far as there is, its peak is 2.1 to 4.1 times that of the multipliers alone",
                    FASTER,
                    "speed-up at the paper's ratio, or the largest below it that fits, " + device,
                    outcomes -> outcomes.of(Hardware.SYNTHESIS, Hardware.of(device, Hardware.PAPER_SPEEDUP)),
                    new Exactly(new Between(2, 4.1))));
            claims.add(claim(
                    "Q4c" + sign,
                    "So is the peak of the largest core that fits",
                    FASTER,
                    "speed-up of the best ratio, " + device,
                    outcomes -> outcomes.of(Hardware.SYNTHESIS, Hardware.of(device, Hardware.SPEEDUP)),
                    new Exactly(new Between(2, 4.1))));
        }
        claims.add(claim(
                "Q4d",
                "The larger device has room for a larger share of shifts",
                new Quote("67 and 60 %", "from memory, unverified"),
                "share of shifted rows, " + Device.XC7Z045 + " minus " + Device.XC7Z020 + ", points",
                minus(
                        Hardware.SYNTHESIS,
                        Hardware.of(Device.XC7Z045, Hardware.SHARE),
                        Hardware.of(Device.XC7Z020, Hardware.SHARE)),
                new Exactly(new Above(0))));
        return claims;
    }

    private static Claim claim(
            String name,
            String statement,
            Quote paper,
            String quantity,
            Function<Outcomes, Optional<Trials>> measure,
            Rule rule) {
        return new Claim(name, statement, paper, quantity, measure, rule);
    }

    /** Two numbers of one arm, seed by seed; empty if either was not measured in this profile. */
    private static Function<Outcomes, Optional<Trials>> minus(String arm, String more, String less) {
        return outcomes -> measured(outcomes, arm, more)
                .flatMap(a -> measured(outcomes, arm, less).map(b -> a.minus(b).pairs()));
    }

    private static Optional<Trials> measured(Outcomes outcomes, String arm, String number) {
        return has(outcomes, arm, number) ? outcomes.of(arm, number) : Optional.empty();
    }

    private static boolean has(Outcomes outcomes, String arm, String number) {
        return outcomes.arms().getOrDefault(arm, Map.of()).values().stream()
                .allMatch(done -> done.outcome().numbers().containsKey(number));
    }

    /** The mixture against the best single scheme of each seed. */
    private static Optional<Trials> beyondBest(Outcomes outcomes, String arm) {
        List<Optional<Trials>> singles = Scheme.SINGLE.stream()
                .map(scheme -> measured(outcomes, arm, scheme.number(TRAINED)))
                .toList();
        if (singles.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return measured(outcomes, arm, Scheme.MSQ60.number(TRAINED)).map(mixed -> {
            List<Double> best = new ArrayList<>();
            for (int seed = 0; seed < mixed.size(); seed++) {
                int place = seed;
                best.add(singles.stream()
                        .mapToDouble(trials -> trials.orElseThrow().values().get(place))
                        .max()
                        .orElseThrow());
            }
            return mixed.minus(new Trials(best)).pairs();
        });
    }

    private static Optional<Trials> apart(Outcomes outcomes) {
        Optional<Trials> mobile = separation(outcomes, MsqNet.MOBILE);
        Optional<Trials> other = separation(outcomes, MsqNet.CONVOLUTIONAL);
        return mobile.flatMap(
                a -> other.filter(b -> b.size() == a.size()).map(b -> a.minus(b).pairs()));
    }

    private static Optional<Trials> separation(Outcomes outcomes, MsqNet net) {
        return minus(net.toString(), Scheme.SP2.number(WEIGHTS), Scheme.P2.number(WEIGHTS))
                .apply(outcomes);
    }
}
