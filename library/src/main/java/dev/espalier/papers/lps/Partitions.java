package dev.espalier.papers.lps;

import dev.espalier.model.Model;
import dev.espalier.model.Numbers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which task every shared weight belongs to. A weight has at most one owner, so partitions are disjoint.
 *
 * @param owners by parameter, for each weight the number of its task or {@value #FREE}; not to be changed
 * @param shapes of the parameters
 */
record Partitions(Map<String, int[]> owners, Map<String, long[]> shapes) {

    static final int FREE = -1;

    /** Of a network that no task has taken anything of. */
    static Partitions free(Model model, Division division) {
        Map<String, int[]> owners = new LinkedHashMap<>();
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (String weight : division.shared()) {
            INDArray array = model.parameters().get(weight);
            int[] nobody = new int[Math.toIntExact(array.length())];
            Arrays.fill(nobody, FREE);
            owners.put(weight, nobody);
            shapes.put(weight, array.shape().clone());
        }
        return new Partitions(owners, shapes);
    }

    /** F: ones where a weight belongs to nobody. */
    INDArray free(String weight) {
        return where(weight, FREE, FREE);
    }

    /** P of all tasks so far: ones where a weight belongs to one. */
    INDArray taken(String weight) {
        return where(weight, 0, Integer.MAX_VALUE);
    }

    /** P of one task. */
    INDArray of(String weight, int task) {
        return where(weight, task, task);
    }

    private INDArray where(String weight, int least, int most) {
        int[] all = owners.get(weight);
        float[] ones = new float[all.length];
        for (int i = 0; i < all.length; i++) {
            ones[i] = all[i] >= least && all[i] <= most ? 1 : 0;
        }
        return Nd4j.createFromArray(ones).reshape('c', shapes.get(weight));
    }

    /**
     * These after a task has taken weights.
     *
     * @param chosen ones at the weights it takes, for each parameter
     * @throws IllegalStateException if one of them is another task's
     */
    Partitions with(int task, Map<String, INDArray> chosen) {
        Map<String, int[]> changed = new LinkedHashMap<>();
        owners.forEach((weight, before) -> {
            int[] after = before.clone();
            float[] takes = Numbers.of(chosen.get(weight));
            for (int i = 0; i < after.length; i++) {
                if (takes[i] != 0) {
                    if (after[i] != FREE) {
                        throw new IllegalStateException("task " + task + " takes weight " + i + " of '" + weight
                                + "', which belongs to task " + after[i]);
                    }
                    after[i] = task;
                }
            }
            changed.put(weight, after);
        });
        return new Partitions(changed, shapes);
    }

    /** What part of all shared weights belongs to a task. */
    double used() {
        long all = 0;
        long used = 0;
        for (int[] layer : owners.values()) {
            all += layer.length;
            for (int owner : layer) {
                used += owner == FREE ? 0 : 1;
            }
        }
        return (double) used / all;
    }
}
