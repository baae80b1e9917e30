package dev.espalier.kernel.bench;

import dev.espalier.kernel.bench.InferenceEntrant.House;
import dev.espalier.model.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * What compiled networks are to reach, beside what they did. The numbers are those of the compiler's specification, which
 * has them from a study of hand-written kernels: on one thread against the faster of the dense peers.
 */
final class CompilerTargets {

    /** A network with so many times fewer weights, to be so many times faster. */
    private record Ratio(String net, double times, double least, double stretch) {}

    private static final double NONE = Double.NaN;

    private static final List<Ratio> RATIOS = List.of(
            new Ratio("vgg16-cifar", 4.5, 5, 6),
            new Ratio("vgg16-cifar", 8, 8, NONE),
            new Ratio("vgg16-imagenet", 4.5, 4, 4.5),
            new Ratio("vgg16-imagenet", 8, 6.5, NONE),
            new Ratio("resnet18-imagenet", 4.5, 3.5, 4.2),
            new Ratio("resnet18-imagenet", 8, 5, NONE),
            new Ratio("resnet50-imagenet", 4.5, 3.5, 4.2),
            new Ratio("resnet50-imagenet", 8, 5, NONE),
            new Ratio("mobilenetv2", 4.5, 2.6, 3.2),
            new Ratio("mobilenetv2", 8, 3.2, NONE),
            new Ratio("minilm-32", 4, 3.5, 4.2),
            new Ratio("minilm-32", 8, 5.5, NONE),
            new Ratio("minilm-128", 4, 3.5, 4.2),
            new Ratio("minilm-128", 8, 5.5, NONE));

    /** The same of networks in integers, against the faster of the peers in integers. */
    private static final List<Ratio> IN_BYTES = List.of(
            new Ratio("vgg16-cifar-int8", 1, 1, NONE),
            new Ratio("vgg16-cifar-int8", 4.5, 5, 10),
            new Ratio("resnet18-imagenet-int8", 1, 1, NONE),
            new Ratio("resnet18-imagenet-int8", 4.5, 5, 10),
            new Ratio("mobilenetv2-int8", 1, 1, NONE),
            new Ratio("mobilenetv2-int8", 4.5, 5, 10));

    /** In Java against dense ONNX Runtime. */
    private static final List<Ratio> IN_JAVA =
            List.of(new Ratio("vgg16-cifar", 2.25, 1, NONE), new Ratio("resnet18-imagenet", 2.25, 1, NONE));

    private static final double DENSE_MEAN = 1.0;
    private static final double DENSE_LEAST = 0.9;

    /** Two threads are to reach the same, but for this share. */
    private static final double LESS_ON_TWO_THREADS = 0.15;

    /** From the reference executor, by the largest output. */
    private static final double DIFFERENCE = 1e-3;

    private static final String SLOW_TO_COMPILE = "resnet50-imagenet";
    private static final double SECONDS = 10;
    private static final double SECONDS_WITH_SEARCH = 180;

    private CompilerTargets() {}

    /**
     * One of them.
     *
     * @param what it is about
     * @param wanted the least, or the most
     * @param atMost whether less is better
     * @param measured in this run
     */
    record Verdict(String what, double wanted, boolean atMost, double measured) {

        boolean met() {
            return atMost ? measured <= wanted : measured >= wanted;
        }
    }

    /** Whether a network is among those that Java is to be measured on. */
    static boolean concernsJava(InferenceNet net) {
        return IN_JAVA.stream().anyMatch(target -> target.net().equals(net.name()));
    }

    /** Whether the time it takes to compile a network matters. */
    static boolean concernsCompiling(InferenceNet net) {
        return net.name().equals(SLOW_TO_COMPILE);
    }

    /** All that this run has measured. */
    static List<Verdict> verdicts(CompilerResults results) {
        List<Verdict> verdicts = new ArrayList<>();
        dense(results, verdicts);
        for (int threads = 1; threads <= 2; threads++) {
            for (Ratio target : RATIOS) {
                ratio(results, threads, target, verdicts);
            }
        }
        IN_BYTES.forEach(target -> ratio(results, 1, target, verdicts));
        for (Ratio target : IN_JAVA) {
            contests(results, 1, net -> net.name().equals(target.net())).forEach(contest -> {
                var entrant = new InferenceEntrant(House.ESPALIER_IN_JAVA, target.times());
                contest.ratio(entrant, contest.of(House.ONNX_RUNTIME))
                        .ifPresent(ratio -> verdicts.add(new Verdict(
                                name(target.net(), entrant.form(), 1) + " against ONNX Runtime",
                                target.least(),
                                false,
                                ratio)));
            });
        }
        differences(results, verdicts);
        for (CompileTime time : results.compiles()) {
            boolean searched = time.search() > 1;
            verdicts.add(new Verdict(
                    time.net().name() + ", seconds to compile with" + (searched ? "" : "out") + " search",
                    searched ? SECONDS_WITH_SEARCH : SECONDS,
                    true,
                    time.seconds()));
        }
        return verdicts;
    }

    private static void dense(CompilerResults results, List<Verdict> verdicts) {
        InferenceEntrant dense = new InferenceEntrant(House.ESPALIER, 1);
        double[] ratios = contests(results, 1, net -> !net.quantized())
                .flatMapToDouble(contest -> contest.ratio(dense).stream())
                .toArray();
        if (ratios.length > 0) {
            verdicts.add(new Verdict(
                    "dense, 1 thread, geometric mean of the networks, of which there are " + ratios.length,
                    DENSE_MEAN,
                    false,
                    InferenceResult.geometricMean(ratios)));
            verdicts.add(new Verdict(
                    "dense, 1 thread, the slowest network",
                    DENSE_LEAST,
                    false,
                    DoubleStream.of(ratios).min().orElseThrow()));
        }
    }

    private static void ratio(CompilerResults results, int threads, Ratio target, List<Verdict> verdicts) {
        double share = threads == 1 ? 1 : 1 - LESS_ON_TWO_THREADS;
        InferenceEntrant entrant = new InferenceEntrant(House.ESPALIER, target.times());
        String name = name(target.net(), entrant.form(), threads);
        contests(results, threads, net -> net.name().equals(target.net()))
                .flatMapToDouble(contest -> contest.ratio(entrant).stream())
                .forEach(measured -> {
                    verdicts.add(new Verdict(name, share * target.least(), false, measured));
                    if (!Double.isNaN(target.stretch()) && threads == 1) {
                        verdicts.add(new Verdict(name + ", stretch", target.stretch(), false, measured));
                    }
                });
    }

    private static void differences(CompilerResults results, List<Verdict> verdicts) {
        results.contests().stream()
                .flatMap(contest -> contest.ours().stream())
                .mapToDouble(InferenceResult::difference)
                .max()
                .ifPresent(worst -> verdicts.add(
                        new Verdict("largest difference from the reference executor", DIFFERENCE, true, worst)));
    }

    private static Stream<InferenceContest> contests(
            CompilerResults results, int threads, Predicate<InferenceNet> which) {
        return results.contests().stream().filter(contest -> contest.threads() == threads && which.test(contest.net()));
    }

    private static String name(String net, String form, int threads) {
        return net + ", " + form + ", " + threads + (threads == 1 ? " thread" : " threads");
    }

    /** The verdicts as text. */
    static String table(List<Verdict> verdicts) {
        TextTable table = new TextTable("target", ">wanted", ">measured", "verdict");
        for (Verdict verdict : verdicts) {
            table.row(
                    verdict.what(),
                    (verdict.atMost() ? "at most " : "at least ") + number(verdict.wanted()),
                    number(verdict.measured()),
                    verdict.met() ? "met" : "missed");
        }
        return table.toString();
    }

    private static String number(double number) {
        return CompilerTable.number(number < 0.01 ? "%.1e" : "%.2f", number);
    }
}
