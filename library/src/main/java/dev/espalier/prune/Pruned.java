package dev.espalier.prune;

import dev.espalier.model.Model;
import dev.espalier.model.Structure;
import java.util.List;

/**
 * A pruned model and what was done to each layer. The model is masked: its zeros are still stored and multiplied, so it
 * is neither smaller nor faster until it is compiled.
 *
 * @param model the masked model
 * @param prune what was asked for
 * @param structure what shape the zeros have, with the patterns that were found
 * @param layers every layer with weights, pruned or excluded
 */
public record Pruned(Model model, Prune prune, Structure structure, List<PrunedLayer> layers) {

    public Pruned {
        layers = List.copyOf(layers);
    }

    /** Total / kept weights over the pruned layers: the rate as papers give it. */
    public Rate rate() {
        return Rate.of(sum(true), kept());
    }

    /** Total / kept over all weights, those of excluded layers too. */
    public Rate wholeRate() {
        long excluded = sum(false);
        return Rate.of(sum(true) + excluded, kept() + excluded);
    }

    private long sum(boolean pruned) {
        return layers.stream()
                .filter(layer -> layer.pruned() == pruned)
                .mapToLong(PrunedLayer::total)
                .sum();
    }

    private long kept() {
        return layers.stream()
                .filter(PrunedLayer::pruned)
                .mapToLong(PrunedLayer::kept)
                .sum();
    }
}
