package dev.espalier.papers.lps;

import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.Structure;
import dev.espalier.prune.TaskShares;
import dev.espalier.solve.Part;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The set of a layer's sharing masks, M in {0, 1} with the part r of ones at the weights of earlier tasks, and its projection
 * Proj_r.
 *
 * @param weight the shared weight
 * @param taken ones where an earlier task has a weight
 * @param part r
 * @param task that the mask is for
 */
record SharingPart(String weight, INDArray taken, double part, int task) implements Part {

    @Override
    public String name() {
        return TaskGraph.sharing(weight);
    }

    @Override
    public List<String> parameters() {
        return List.of(TaskGraph.sharing(weight));
    }

    @Override
    public Map<String, Member> project(Map<String, INDArray> weights) {
        INDArray chosen = TaskShares.shared(weights.get(TaskGraph.sharing(weight)), taken, part);
        Encoding taken = new Encoding.Masked(this.taken, new Structure.TaskPartition(task));
        return Map.of(TaskGraph.sharing(weight), new Member(chosen, taken));
    }
}
