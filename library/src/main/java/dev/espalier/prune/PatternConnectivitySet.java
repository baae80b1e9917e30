package dev.espalier.prune;

import dev.espalier.model.Blocks;
import dev.espalier.model.KernelPattern;
import dev.espalier.model.Structure;
import dev.espalier.model.WeightScores;
import dev.espalier.model.op.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Kernel patterns with connectivity (PatDNN, arXiv 2001.00138): the tensors of K kernels of which at most k are not zero,
 * and each of these is zero outside one of the patterns.
 *
 * <p>With patterns that keep p of a positions, k = K a / (p rate): of 3x3 kernels, 4 of 9 positions and 4x, k = 0.5625 K.
 * The nearest member gives every kernel the pattern that retains most of its L2 norm, then keeps the k kernels that
 * retain most; since k is fixed, the two choices do not influence each other and the result is the exact projection.
 * Where filters share patterns, the kernels they have at an input channel take the place of one kernel.
 *
 * <p>Applies to weights [.., .., height, width] with kernels of the patterns' extent. A 1x1 kernel, or a single weight
 * of a linear layer, has no pattern: there only connectivity is left, k = K / rate. Other kernels are refused.
 *
 * @param structure distinct patterns of one extent, all keeping equally many positions
 * @param rate total / kept weights, at least a / p where kernels have patterns
 */
public record PatternConnectivitySet(Structure.PatternConnectivity structure, Rate rate) implements SparsitySet {

    public PatternConnectivitySet {
        List<KernelPattern> patterns = structure.patterns();
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

    private KernelPattern any() {
        return structure.patterns().get(0);
    }

    @Override
    public Rate loosest(Shape weight) {
        KernelPattern any = any();
        return hasPatterns(weight) ? Rate.of(extent(any), any.kept()) : Rate.NONE;
    }

    @Override
    public Optional<String> refusal(Shape weight) {
        if (weight.rank() == 2 || hasPatterns(weight) || isSingle(weight)) {
            return SparsitySet.super.refusal(weight);
        }
        KernelPattern any = any();
        String found = weight.rank() == 4 ? weight.dim(2) + "x" + weight.dim(3) + " kernels" : "the shape " + weight;
        return Optional.of("has " + found + "; kernel patterns are " + any.height() + "x" + any.width()
                + ", and other kernels than these and 1x1 have none");
    }

    private boolean hasPatterns(Shape weight) {
        KernelPattern any = any();
        return weight.rank() == 4 && weight.dim(2) == any.height() && weight.dim(3) == any.width();
    }

    private static boolean isSingle(Shape weight) {
        return weight.rank() == 4 && weight.dim(2) == 1 && weight.dim(3) == 1;
    }

    @Override
    public long kept(Shape weight) {
        Quota quota = quota(blocks(weight));
        return hasPatterns(weight) ? quota.weights() / extent(any()) * any().kept() : quota.weights();
    }

    /** What has one pattern, or one cut. */
    private Blocks blocks(Shape weight) {
        return Blocks.ofKernels(weight, structure.sharing(), 1, true);
    }

    private Quota quota(Blocks blocks) {
        boolean patterned = blocks.area() > 1;
        return new Quota(blocks, patterned ? any().kept() : 1, patterned ? blocks.area() : 1, rate);
    }

    @Override
    public int[] groups(Shape weight) {
        return blocks(weight).ofWeights();
    }

    @Override
    public boolean[] mask(WeightScores scores, Shape weight) {
        Blocks blocks = blocks(weight);
        if (!hasPatterns(weight)) {
            return blocks.spread(quota(blocks).best(blocks.sums(scores)));
        }
        int[][] positions = structure.patterns().stream()
                .map(PatternConnectivitySet::positions)
                .toArray(int[][]::new);
        int[] best = new int[blocks.count()];
        double[] most = new double[best.length];
        Blocks ofPositions = Blocks.ofKernels(weight, structure.sharing(), 1, false);
        choose(ofPositions.sums(scores), blocks.area(), positions, best, most);
        boolean[] connected = quota(blocks).best(WeightScores.of(most));
        boolean[] kept = new boolean[best.length * blocks.area()];
        for (int block = 0; block < best.length; block++) {
            if (connected[block]) {
                for (int position : positions[best[block]]) {
                    kept[block * blocks.area() + position] = true;
                }
            }
        }
        return ofPositions.spread(kept);
    }

    /**
     * The pattern that retains most of each block of kernels, of equal ones the first, and how much that is.
     *
     * @param scores of each position in each block
     */
    private static void choose(WeightScores scores, int area, int[][] positions, int[] best, double[] most) {
        double[] ofBlock = new double[area];
        for (int block = 0; block < best.length; block++) {
            for (int position = 0; position < area; position++) {
                ofBlock[position] = scores.at(block * area + position);
            }
            double largest = -1;
            for (int pattern = 0; pattern < positions.length; pattern++) {
                double sum = 0;
                for (int position : positions[pattern]) {
                    sum += ofBlock[position];
                }
                if (sum > largest) {
                    largest = sum;
                    best[block] = pattern;
                }
            }
            most[block] = largest;
        }
    }

    private static int[] positions(KernelPattern pattern) {
        return IntStream.range(0, extent(pattern))
                .filter(i -> pattern.keeps(i / pattern.width(), i % pattern.width()))
                .toArray();
    }
}
