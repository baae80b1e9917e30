package dev.espalier.prune;

import dev.espalier.constraint.Weights;
import dev.espalier.model.Numbers;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How the weights of every layer are divided among tasks that come one after the other (LPS, arXiv 2012.06956), and
 * which weights of earlier tasks a task uses besides its own.
 *
 * @param shares one for each task, above 0: 5, 1, 1 gives the first task 5 of 7 weights
 */
public record TaskShares(List<Integer> shares) {

    public TaskShares {
        shares = List.copyOf(shares);
        if (shares.isEmpty() || shares.stream().anyMatch(share -> share < 1)) {
            throw new IllegalArgumentException(
                    "task shares " + shares + "; there must be one for each task, all at least 1");
        }
    }

    /**
     * All weights over those that a task keeps for itself.
     *
     * @param task from 0; the last one need not be pruned, as what is left is its share
     */
    public Rate rate(int task) {
        return Rate.of(shares.stream().mapToInt(Integer::intValue).sum(), shares.get(task));
    }

    /**
     * The nearest selection of weights of earlier tasks: ones at the places where a real-valued mask is largest, zeros
     * elsewhere. Of n places, those at or above the (1 - part) quantile stay, interpolated linearly as NumPy does. That is
     * n - ⌈(n - 1)(1 - part)⌉ of them, and any that equal the least of these: a mask that is the same everywhere leaves
     * nothing out. Places of no earlier task are always zero.
     *
     * @param mask any numbers
     * @param taken ones where an earlier task has a weight, zeros elsewhere
     * @param part of the earlier tasks' weights to use, in [0, 1]
     */
    public static INDArray shared(INDArray mask, INDArray taken, double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException(
                    "a part of " + part + " of earlier tasks' weights; it must be in [0, 1]");
        }
        float[] m = Weights.of(mask);
        float[] old = Numbers.of(taken);
        float[] sorted = new float[m.length];
        int places = 0;
        for (int i = 0; i < m.length; i++) {
            if (old[i] != 0) {
                sorted[places++] = m[i];
            }
        }
        Arrays.sort(sorted, 0, places);
        // The bit of slack keeps 1 - 0.9 from being more than a tenth.
        int dropped = Math.max(0, (int) Math.ceil((places - 1) * (1 - part) - 1e-9));
        float[] shared = new float[m.length];
        for (int i = 0; i < m.length; i++) {
            shared[i] = part > 0 && old[i] != 0 && m[i] >= sorted[dropped] ? 1 : 0;
        }
        return Nd4j.createFromArray(shared).reshape('c', mask.shape());
    }
}
