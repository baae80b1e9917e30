package dev.espalier.prune;

import dev.espalier.model.Encoding;
import dev.espalier.model.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The masks of a plan while it is gradually put in force. Weights that are masked are zero, so the magnitudes
 * themselves carry the masks from one round to the next.
 */
record GradualMasks(Solver.Gradual gradual, PrunePlan plan) {

    Map<String, Encoding> at(long step, long steps, Map<String, Encoding> current, Supplier<Parameters> weights) {
        if (!gradual.isRound(step, steps)) {
            return current;
        }
        Parameters now = weights.get();
        Map<String, Encoding> tightened = new LinkedHashMap<>(current);
        for (PrunedLayer layer : plan.pruned()) {
            SparsitySet target = plan.set();
            Rate rate = gradual.rate(target.loosest(layer.shape()), target.rate(), step, steps);
            SparsitySet set = SparsitySet.of(target.structure(), rate);
            if (set.kept(layer.shape()) < layer.total()) {
                tightened.put(layer.parameter(), Prune.project(set, layer, now).encoding());
            }
        }
        return tightened;
    }
}
