package dev.espalier.papers.lps;

import dev.espalier.model.Parameters;
import dev.espalier.train.Hold;
import dev.espalier.train.Policy;
import dev.espalier.train.Pull;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What earlier tasks pull weights towards (elastic weight consolidation, Kirkpatrick et al., PNAS 2017, equation 3): for each of
 * them ½ lambda Σ F (w - w*)², with its weights w* and their Fisher information F. The sum over tasks is, up to a constant, a
 * single pull of strength lambda Σ F towards the mean of w* weighted by F.
 *
 * @param precision Σ F, by parameter
 * @param anchor Σ F w* / Σ F, or the last w* where no task minds
 */
record Consolidation(Map<String, INDArray> precision, Map<String, INDArray> anchor) {

    /** Of no task. */
    static final Consolidation NONE = new Consolidation(Map.of(), Map.of());

    /** This and one more task. */
    Consolidation with(Map<String, INDArray> fisher, Parameters learned) {
        Map<String, INDArray> sums = new LinkedHashMap<>();
        Map<String, INDArray> means = new LinkedHashMap<>();
        fisher.forEach((name, f) -> {
            INDArray w = learned.get(name);
            INDArray before = precision.getOrDefault(name, f.like());
            INDArray sum = before.add(f);
            // w + before / sum (anchor - w), so that nothing is divided by zero where no task minds.
            INDArray share = before.div(sum.add(Float.MIN_NORMAL));
            sums.put(name, sum);
            means.put(name, anchor.getOrDefault(name, w).sub(w).muli(share).addi(w));
        });
        return new Consolidation(sums, means);
    }

    /** The pulls as a policy. */
    Policy policy(double lambda) {
        if (precision.isEmpty() || lambda == 0) {
            return Policy.KEEP;
        }
        Map<String, Pull> pulls = pulls(lambda);
        Policy policy = moment -> {
            Hold hold = Policy.KEEP.at(moment);
            return moment.step() == 0 ? hold.withPulls(pulls) : hold;
        };
        return policy.named("elastic weight consolidation, lambda " + lambda);
    }

    /** The pulls. */
    Map<String, Pull> pulls(double lambda) {
        Map<String, Pull> pulls = new LinkedHashMap<>();
        precision.forEach((name, sum) -> pulls.put(name, new Pull(sum.mul(lambda), Optional.of(anchor.get(name)))));
        return pulls;
    }
}
