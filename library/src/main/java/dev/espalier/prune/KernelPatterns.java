package dev.espalier.prune;

import dev.espalier.constraint.Weights;
import dev.espalier.model.Blocks;
import dev.espalier.model.KernelPattern;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.WeightScores;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The patterns a model's own kernels prefer, as PatDNN (arXiv 2001.00138) mines them: the natural pattern of a 3x3 kernel
 * is its centre and the three largest magnitudes around it, one of 56; the set is made of the most frequent ones.
 *
 * @param patterns most frequent first
 * @param counts how many kernels have each as their natural pattern
 * @param kernels how many kernels were looked at
 */
public record KernelPatterns(List<KernelPattern> patterns, List<Long> counts, long kernels) {

    /** How many patterns PatDNN uses. */
    public static final int USUAL = 8;

    private static final int SIDE = 3;
    private static final int AREA = SIDE * SIDE;
    private static final int CENTRE = AREA / 2;
    private static final int KEPT = 4;
    private static final int POSSIBLE = 56;

    public KernelPatterns {
        patterns = List.copyOf(patterns);
        counts = List.copyOf(counts);
    }

    /**
     * Counts the natural patterns over all 3x3 kernels of a model. Kernels that are zero throughout, as earlier pruning
     * leaves them, have no preference and are not counted. Equal magnitudes go to the lower position, equal counts to
     * the lower bits.
     *
     * @param count how many to keep, 1 to 56; fewer come out if the kernels do not show that many
     * @throws IllegalArgumentException if the model has no 3x3 kernel that is not zero
     */
    public static KernelPatterns mine(Model model, int count) {
        return mine(model, count, 1);
    }

    /**
     * Counts the natural patterns of kernels that neighbouring filters have at the same input channel and are to share:
     * the four positions where the sums of their squares are largest, the centre among them.
     *
     * @param count how many to keep, 1 to 56; fewer come out if the kernels do not show that many
     * @param sharing how many filters share, at least 1
     * @throws IllegalArgumentException if the model has no 3x3 kernel that is not zero
     */
    static KernelPatterns mine(Model model, int count, int sharing) {
        checkCount(count);
        Map<Integer, Long> frequency = new HashMap<>();
        weights(model).values().forEach(weight -> count(weight, sharing, frequency));
        if (frequency.isEmpty()) {
            throw new IllegalArgumentException("model '" + model.name()
                    + "' has no 3x3 kernels to mine patterns from; structure unstructured needs none");
        }
        List<Integer> ranked = new ArrayList<>(frequency.keySet());
        ranked.sort(
                Comparator.<Integer, Long>comparing(frequency::get).reversed().thenComparing(bits -> bits));
        List<Integer> most = ranked.subList(0, Math.min(count, ranked.size()));
        return new KernelPatterns(
                most.stream().map(bits -> new KernelPattern(SIDE, SIDE, bits)).toList(),
                most.stream().map(frequency::get).toList(),
                frequency.values().stream().mapToLong(Long::longValue).sum());
    }

    /** Fails unless there can be this many patterns. */
    static void checkCount(int count) {
        if (count < 1 || count > POSSIBLE) {
            throw new IllegalArgumentException(count + " patterns are outside 1 to " + POSSIBLE
                    + ", the ways to choose a 3x3 kernel's centre and 3 other positions");
        }
    }

    /** By name, output channels first. */
    private static Map<String, INDArray> weights(Model model) {
        Size2d side = Size2d.square(SIDE);
        Map<String, INDArray> weights = new LinkedHashMap<>();
        for (Node layer : model.graph().layers()) {
            if (layer.op() instanceof Conv2d conv && conv.kernel().equals(side)) {
                String name = layer.inputs().get(1);
                weights.put(name, model.parameters().get(name));
            } else if (layer.op() instanceof ConvTranspose2d up && up.kernel().equals(side)) {
                String name = layer.inputs().get(1);
                weights.put(name, model.parameters().get(name).permute(1, 0, 2, 3));
            }
        }
        return weights;
    }

    private static void count(INDArray weight, int sharing, Map<Integer, Long> frequency) {
        WeightScores squares = WeightScores.squares(Weights.of(weight));
        Blocks ofPositions = Blocks.ofKernels(Model.shapeOf(weight), sharing, 1, false);
        WeightScores shared = ofPositions.sums(squares);
        for (int kernel = 0; kernel < shared.length(); kernel += AREA) {
            int bits = natural(shared, kernel);
            if (bits != 0) {
                frequency.merge(bits, 1L, Long::sum);
            }
        }
    }

    /** The natural pattern's bits of the kernel whose squares start there; 0 if the kernel is zero throughout. */
    static int natural(WeightScores squares, int kernel) {
        boolean empty = squares.at(kernel + CENTRE) == 0;
        int bits = 1 << CENTRE;
        for (int chosen = 1; chosen < KEPT; chosen++) {
            int largest = -1;
            for (int i = 0; i < AREA; i++) {
                boolean free = (bits >>> i & 1) == 0;
                if (free && (largest < 0 || squares.at(kernel + i) > squares.at(kernel + largest))) {
                    largest = i;
                }
            }
            empty &= squares.at(kernel + largest) == 0;
            bits |= 1 << largest;
        }
        return empty ? 0 : bits;
    }

    /** The fraction of kernels whose natural pattern is in the set. */
    public double coverage() {
        return counts.stream().mapToLong(Long::longValue).sum() / (double) kernels;
    }

    /** The patterns side by side, each above the share of kernels that prefer it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < SIDE; row++) {
            int line = row;
            text.append(patterns.stream()
                            .map(pattern ->
                                    String.format("%-6s", pattern.toString().split("\n")[line]))
                            .collect(Collectors.joining())
                            .stripTrailing())
                    .append('\n');
        }
        text.append(counts.stream()
                .map(count -> String.format("%-6s", String.format(Locale.ROOT, "%.1f%%", 100.0 * count / kernels)))
                .collect(Collectors.joining())
                .stripTrailing());
        return text.append(String.format(
                        Locale.ROOT,
                        "%n%d patterns are the natural ones of %.1f%% of %,d kernels",
                        patterns.size(),
                        100 * coverage(),
                        kernels))
                .toString();
    }
}
