package dev.espalier.papers.lps;

import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.Structure;
import dev.espalier.prune.Rate;
import dev.espalier.prune.UnstructuredSet;
import dev.espalier.solve.Part;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The partition of a task as the copies Z of the authors' code have it: the largest of a layer's weights, those of earlier tasks
 * included, which leaves fewer free ones than the task's share.
 *
 * @param weight the shared weight
 * @param old W_old, zero at free weights
 * @param free ones at free weights
 * @param rate all weights over those of the share
 * @param task that the partition is for
 */
record AmongAll(String weight, INDArray old, INDArray free, Rate rate, int task) implements Part {

    @Override
    public String name() {
        return weight;
    }

    @Override
    public List<String> parameters() {
        return List.of(weight);
    }

    @Override
    public Map<String, Member> project(Map<String, INDArray> weights) {
        INDArray all = weights.get(weight).mul(free).addi(old);
        INDArray largest = new UnstructuredSet(rate).project(all).weights().mul(free);
        return Map.of(weight, new Member(largest, new Encoding.Masked(free, new Structure.TaskPartition(task))));
    }
}
