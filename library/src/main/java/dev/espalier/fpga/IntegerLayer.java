package dev.espalier.fpga;

import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer as the integers of its matrix product: sum [p][o] is the sum over k of activations [p][k] times levels [o][k],
 * in units of row o's scale over the unit of its level set.
 *
 * @param activation what activations can be
 * @param activations [positions][terms]
 * @param sets the level set of each row
 * @param levels [rows][terms], each a level of the row's set times its unit
 */
public record IntegerLayer(Activation activation, int[][] activations, List<LevelSet> sets, long[][] levels) {

    private static final int EXAMPLES = 5;

    public IntegerLayer {
        sets = List.copyOf(sets);
        if (activations.length == 0 || levels.length == 0 || levels[0].length == 0) {
            throw new IllegalArgumentException("a layer needs activations and weights, found " + activations.length
                    + " positions and " + levels.length + " rows");
        }
        if (levels.length != sets.size()) {
            throw new IllegalArgumentException(
                    levels.length + " rows of weights and " + sets.size() + " level sets; each row has one");
        }
        for (int[] position : activations) {
            if (position.length != levels[0].length) {
                throw new IllegalArgumentException("a position of " + position.length + " activations for rows of "
                        + levels[0].length + " weights");
            }
            for (int value : position) {
                if (value < activation.least() || value > activation.most()) {
                    throw new IllegalArgumentException("activation " + value + " is outside " + activation.least()
                            + " to " + activation.most() + ", the range of " + activation);
                }
            }
        }
    }

    /**
     * A layer of a quantized model, with what it reads when the model sees these images.
     *
     * @param layer the name of a convolution without groups or of a linear layer; its weights are quantized by row or
     *     tensor, and its input is quantized
     * @param images what the model reads
     * @param positions how many outputs of each row at most, evenly spread over images and pixels
     * @throws IllegalArgumentException if the layer is none of these; says what is missing
     */
    public static IntegerLayer of(Model model, String layer, INDArray images, int positions) {
        return LayerReader.of(model, layer).read(images, positions);
    }

    int positions() {
        return activations.length;
    }

    int terms() {
        return levels[0].length;
    }

    /** How many rows each level set has, in the order they first appear. */
    public Map<LevelSet, Integer> rows() {
        Map<LevelSet, Integer> rows = new LinkedHashMap<>();
        sets.forEach(set -> rows.merge(set, 1, Integer::sum));
        return rows;
    }

    /**
     * Computes every sum as the rows of a core do, from the words of the weights, fixed point by multiplication and powers of
     * two by shifts and additions, and compares it with the sum of levels times activations.
     */
    public Verdict shiftAdd() {
        List<WeightCode> codes = sets.stream().map(WeightCode::new).toList();
        long wrong = 0;
        List<String> examples = new ArrayList<>();
        for (int row = 0; row < levels.length; row++) {
            ShiftAdd element = new ShiftAdd(sets.get(row));
            int[] words = words(codes.get(row), levels[row]);
            for (int position = 0; position < positions(); position++) {
                long found = 0;
                for (int k = 0; k < words.length; k++) {
                    found = Math.addExact(found, element.product(words[k], activations[position][k]));
                }
                long expected = sum(position, row);
                if (found != expected) {
                    wrong++;
                    if (examples.size() < EXAMPLES) {
                        examples.add("position " + position + ", row " + row + ": " + found + " for " + expected);
                    }
                }
            }
        }
        return new Verdict("shifts and additions", (long) levels.length * positions(), wrong, examples);
    }

    private static int[] words(WeightCode code, long[] levels) {
        return Arrays.stream(levels).mapToInt(code::word).toArray();
    }

    /** One sum, by multiplication in Java. */
    long sum(int position, int row) {
        long sum = 0;
        for (int k = 0; k < terms(); k++) {
            sum = Math.addExact(sum, Math.multiplyExact((long) activations[position][k], levels[row][k]));
        }
        return sum;
    }
}
