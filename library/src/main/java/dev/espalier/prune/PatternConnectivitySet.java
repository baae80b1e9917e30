package dev.espalier.prune;

import dev.espalier.constraint.Member;
import dev.espalier.constraint.Weights;
import dev.espalier.model.KernelPattern;
import dev.espalier.model.Model;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Kernel patterns with connectivity (PatDNN, arXiv 2001.00138): the tensors of K kernels of which at most k are not zero,
 * and each of these is zero outside one of the patterns.
 *
 * <p>With patterns that keep p of a positions, k = K a / (p rate): of 3x3 kernels, 4 of 9 positions and 4x, k = 0.5625 K.
 * The nearest member gives every kernel the pattern that retains most of its L2 norm, then keeps the k kernels that
 * retain most; since k is fixed, the two choices do not influence each other and the result is the exact projection.
 *
 * <p>Applies to weights [.., .., height, width] with kernels of the patterns' extent. A 1x1 kernel, or a single weight
 * of a linear layer, has no pattern: there only connectivity is left, k = K / rate. Other kernels are refused.
 *
 * @param patterns distinct, of one extent, all keeping equally many positions
 * @param rate total / kept weights, at least a / p where kernels have patterns
 */
public record PatternConnectivitySet(List<KernelPattern> patterns, Rate rate) implements SparsitySet {

    public PatternConnectivitySet {
        patterns = List.copyOf(patterns);
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("a pattern set needs at least one pattern, found none");
        }
        KernelPattern first = patterns.get(0);
        for (KernelPattern other : patterns) {
            if (extent(other) != extent(first) || other.height() != first.height() || other.kept() != first.kept()) {
                throw new IllegalArgumentException("the patterns of a set have one extent and keep equally many"
                        + " positions, found " + describe(first) + " and " + describe(other));
            }
        }
        if (new HashSet<>(patterns).size() != patterns.size()) {
            throw new IllegalArgumentException("a pattern is in the set twice; every pattern may be there once");
        }
    }

    private static int extent(KernelPattern pattern) {
        return pattern.height() * pattern.width();
    }

    private static String describe(KernelPattern pattern) {
        return pattern.kept() + " of " + pattern.height() + "x" + pattern.width();
    }

    @Override
    public Structure structure() {
        return new Structure.PatternConnectivity(patterns);
    }

    @Override
    public Rate loosest(Shape weight) {
        KernelPattern any = patterns.get(0);
        return hasPatterns(weight) ? Rate.of(extent(any), any.kept()) : Rate.NONE;
    }

    @Override
    public Optional<String> refusal(Shape weight) {
        if (weight.rank() == 2 || hasPatterns(weight) || isSingle(weight)) {
            return SparsitySet.super.refusal(weight);
        }
        KernelPattern any = patterns.get(0);
        String found = weight.rank() == 4 ? weight.dim(2) + "x" + weight.dim(3) + " kernels" : "the shape " + weight;
        return Optional.of("has " + found + "; kernel patterns are " + any.height() + "x" + any.width()
                + ", and other kernels than these and 1x1 have none");
    }

    private boolean hasPatterns(Shape weight) {
        KernelPattern any = patterns.get(0);
        return weight.rank() == 4 && weight.dim(2) == any.height() && weight.dim(3) == any.width();
    }

    private static boolean isSingle(Shape weight) {
        return weight.rank() == 4 && weight.dim(2) == 1 && weight.dim(3) == 1;
    }

    @Override
    public long kept(Shape weight) {
        if (!hasPatterns(weight)) {
            return rate.keptOf(weight.size());
        }
        return keptKernels(weight) * patterns.get(0).kept();
    }

    private long keptKernels(Shape weight) {
        long kernels = weight.size() / extent(patterns.get(0));
        return Math.min(
                kernels,
                Math.round(weight.size() / rate.times() / patterns.get(0).kept()));
    }

    @Override
    public Member project(INDArray weight) {
        Shape shape = Model.shapeOf(weight);
        refusal(shape).ifPresent(reason -> {
            throw new IllegalArgumentException("a weight " + shape + " " + reason);
        });
        float[] w = Weights.of(weight);
        boolean[] kept = hasPatterns(shape)
                ? patternsThenConnectivity(w, keptKernels(shape))
                : TopK.largest(Weights.magnitudes(w), kept(shape));
        return Member.masked(w, kept, weight.shape(), structure());
    }

    private boolean[] patternsThenConnectivity(float[] w, long keptKernels) {
        int area = extent(patterns.get(0));
        int[][] positions =
                patterns.stream().map(PatternConnectivitySet::positions).toArray(int[][]::new);
        int[] best = new int[w.length / area];
        double[] retained = new double[best.length];
        for (int kernel = 0; kernel < best.length; kernel++) {
            retained[kernel] = -1;
            for (int p = 0; p < positions.length; p++) {
                double energy = energy(w, kernel * area, positions[p]);
                if (energy > retained[kernel]) {
                    retained[kernel] = energy;
                    best[kernel] = p;
                }
            }
        }
        boolean[] connected = TopK.largest(retained, keptKernels);
        boolean[] kept = new boolean[w.length];
        for (int kernel = 0; kernel < best.length; kernel++) {
            if (connected[kernel]) {
                for (int position : positions[best[kernel]]) {
                    kept[kernel * area + position] = true;
                }
            }
        }
        return kept;
    }

    private static double energy(float[] w, int kernel, int[] positions) {
        double sum = 0;
        for (int position : positions) {
            double weight = w[kernel + position];
            sum += weight * weight;
        }
        return sum;
    }

    private static int[] positions(KernelPattern pattern) {
        return IntStream.range(0, extent(pattern))
                .filter(i -> pattern.keeps(i / pattern.width(), i % pattern.width()))
                .toArray();
    }
}
