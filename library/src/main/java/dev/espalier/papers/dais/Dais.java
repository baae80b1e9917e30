package dev.espalier.papers.dais;

import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The search for the channels to keep: weights and indicators are trained in turns, on two halves of the training images
 * (first-order bi-level optimisation), while the temperature of the indicators falls.
 *
 * <pre>{@code
 * Searched found = Dais.keeping(0.5, new Seed(1)).search(model, data);
 * Model small = found.hard();   // half of the MACs; train it on
 * }</pre>
 *
 * @param macs what part of the multiply-accumulates is to stay, in (0, 1)
 * @param annealing of the temperature
 * @param epochs of the search, above {@code warmUp}
 * @param warmUp epochs at the start in which only weights are trained
 * @param lasso l1, the weight of equation 8, per indicator
 * @param flops l2, the weight of equation 10
 * @param symmetry l3, the weight of equation 11
 * @param bilevel whether weights and indicators are trained on different halves; else both on all images
 * @param batchSize images in a batch
 * @param rate of the weights, falling as a cosine
 * @param indicatorRate of the indicators (Adam), at least; more in searches that are too short for it
 * @param seed of everything random
 */
public record Dais(
        double macs,
        Annealing annealing,
        int epochs,
        int warmUp,
        double lasso,
        double flops,
        double symmetry,
        boolean bilevel,
        int batchSize,
        double rate,
        double indicatorRate,
        Seed seed) {

    /** The verb's name in a model's history. */
    public static final String VERB = "dais";

    /** eps of equation 10: how far below the target the hard network may be. */
    static final double BAND = 0.05;

    /** What stays of every group of channels at least: layers without channels end a network. */
    static final double LEAST = 0.1;

    /** Where alpha starts, so that every channel is alive, and how far it may go. */
    static final double ALPHA = 1;

    static final double MOST_ALPHA = 2;

    /** The temperature below which indicators at their start no longer move: their slope, 1/5 at T = 1, is 1/30 at it. */
    static final double COLD = ALPHA / 5;

    /** The most that the rate of indicators is raised to: with larger steps they wander about at random. */
    static final double MOST_RATE = 0.1;

    public Dais {
        if (!(macs > 0 && macs < 1)) {
            throw new IllegalArgumentException("a search that keeps " + macs + " of the MACs; it must be in (0, 1)");
        }
        if (warmUp < 0 || epochs <= warmUp) {
            throw new IllegalArgumentException("a search of " + epochs + " epochs, " + warmUp
                    + " of them without indicators; at least one must have them");
        }
        notNegative("lasso", lasso);
        notNegative("flops", flops);
        notNegative("symmetry", symmetry);
        notNegative("rate", rate);
        notNegative("rate of the indicators", indicatorRate);
        if (batchSize < 2) {
            throw new IllegalArgumentException("a search in batches of " + batchSize + "; at least 2 have statistics");
        }
    }

    private static void notNegative(String what, double number) {
        if (!(number >= 0 && Double.isFinite(number))) {
            throw new IllegalArgumentException("the " + what + " of a search is " + number + "; it must be at least 0");
        }
    }

    /** The usual search: 15 epochs, 2 of them to warm up. */
    public static Dais keeping(double macs, Seed seed) {
        return new Dais(macs, Annealing.USUAL, 15, 2, 1e-3, 0.5, 0.1, true, 64, 0.05, 0.02, seed);
    }

    /** With another annealing. */
    public Dais with(Annealing other) {
        return new Dais(
                macs, other, epochs, warmUp, lasso, flops, symmetry, bilevel, batchSize, rate, indicatorRate, seed);
    }

    /** For another number of epochs, the first of them without indicators. */
    public Dais during(int otherEpochs, int otherWarmUp) {
        return new Dais(
                macs,
                annealing,
                otherEpochs,
                otherWarmUp,
                lasso,
                flops,
                symmetry,
                bilevel,
                batchSize,
                rate,
                indicatorRate,
                seed);
    }

    /** With other weights of the regularisers. */
    public Dais weighing(double otherLasso, double otherFlops, double otherSymmetry) {
        return new Dais(
                macs,
                annealing,
                epochs,
                warmUp,
                otherLasso,
                otherFlops,
                otherSymmetry,
                bilevel,
                batchSize,
                rate,
                indicatorRate,
                seed);
    }

    /** With weights and indicators both trained on all images. */
    public Dais onOneLevel() {
        return new Dais(
                macs, annealing, epochs, warmUp, lasso, flops, symmetry, false, batchSize, rate, indicatorRate, seed);
    }

    /** Searches, telling nobody. */
    public Searched search(Model model, Split data) {
        return search(model, data, Progress.NONE, Cancellation.ON_INTERRUPT);
    }

    /**
     * Searches.
     *
     * @param model a classifier with batch normalisation, trained or not
     * @param data whose training part is used; the test part only judges
     * @throws IllegalArgumentException if the model has no channels to search, or does not fit the data
     * @throws java.util.concurrent.CancellationException if asked to stop
     */
    public Searched search(Model model, Split data, Progress progress, Cancellation cancellation) {
        return run(Optional.empty(), model, data, progress, cancellation);
    }

    /**
     * Searches, and goes on after the last epoch that a stopped search had finished. What comes out is the same bit for bit.
     *
     * @param checkpoint written after every epoch, read if it exists
     * @throws IllegalArgumentException also if the file is of another search, model or data set
     */
    public Searched resume(Path checkpoint, Model model, Split data, Progress progress, Cancellation cancellation) {
        return run(Optional.of(checkpoint), model, data, progress, cancellation);
    }

    private Searched run(
            Optional<Path> checkpoint, Model model, Split data, Progress progress, Cancellation cancellation) {
        try (DaisSearch search = new DaisSearch(this, model, data, checkpoint)) {
            return search.run(progress, cancellation);
        }
    }

    /** T of an epoch, counted from 0. */
    double temperature(int epoch) {
        // Cooled while they cannot move yet, indicators would freeze where they start.
        return annealing.temperature(Math.max(0, epoch - warmUp), epochs - warmUp);
    }

    /**
     * The rate at which indicators are trained. Adam moves them by about its rate in a step, and below {@link #COLD} hardly at
     * all: a search with few steps before that would keep every channel whatever it weighs, so it takes longer ones, with
     * which alpha gets from its start to the opposite, up to {@link #MOST_RATE}.
     *
     * @param batches steps in an epoch
     */
    double indicatorRate(long batches) {
        long steps = batches
                * IntStream.range(warmUp, epochs)
                        .filter(epoch -> temperature(epoch) >= COLD)
                        .count();
        return steps == 0 || indicatorRate == 0
                ? indicatorRate
                : Math.max(indicatorRate, Math.min(MOST_RATE, 2 * ALPHA / steps));
    }

    /** The search in a model's history. */
    Step step() {
        return Step.of(
                VERB,
                "macs",
                macs,
                "annealing",
                annealing,
                "epochs",
                epochs,
                "warmUp",
                warmUp,
                "lasso",
                lasso,
                "flops",
                flops,
                "symmetry",
                symmetry,
                "bilevel",
                bilevel,
                "batch",
                batchSize,
                "rate",
                rate,
                "indicatorRate",
                indicatorRate,
                "seed",
                seed);
    }
}
