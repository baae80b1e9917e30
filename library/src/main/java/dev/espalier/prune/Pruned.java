package dev.espalier.prune;

import dev.espalier.model.Cost;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

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

    /** What a plan has come to in a model: its masks are counted, not believed. */
    static Pruned of(Model model, Prune prune, PrunePlan plan) {
        List<PrunedLayer> layers = new ArrayList<>();
        for (PrunedLayer planned : plan.layers()) {
            Optional<Encoding.Masked> mask =
                    planned.pruned() ? model.encoding(planned.parameter()).masked() : Optional.empty();
            layers.add(planned.withKept(mask.map(Encoding.Masked::kept).orElse(planned.total())));
        }
        return new Pruned(model, prune, plan.structure(), layers);
    }

    /** Total / kept weights over the pruned layers: the rate as papers give it. */
    public Rate rate() {
        return Rate.of(sum(true), kept());
    }

    /** Total / kept over all trainable parameters of the model, those of excluded layers too. */
    public Rate wholeRate() {
        Cost cost = Cost.of(model);
        return Rate.of(cost.parameters(), cost.kept());
    }

    /** What code that skips the zeros of a layer has to read besides its weights; empty if it is dense. */
    public Optional<IndexCost> index(PrunedLayer layer) {
        return layer.pruned() && layer.kept() > 0
                ? model.encoding(layer.parameter())
                        .masked()
                        .map(mask -> IndexCost.of(model.graph().node(layer.layer()), mask))
                : Optional.empty();
    }

    /** The same for all pruned layers together; empty if all are dense. */
    public Optional<IndexCost> index() {
        return layers.stream().flatMap(layer -> index(layer).stream()).reduce(IndexCost::plus);
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

    /** One row a layer. */
    public Table toTable() {
        return Table.create(
                model.name() + ", " + structure + " at " + prune.rate(),
                StringColumn.create("layer", layers.stream().map(PrunedLayer::layer)),
                StringColumn.create(
                        "weight", layers.stream().map(layer -> layer.shape().toString())),
                LongColumn.create(
                        "weights", layers.stream().mapToLong(PrunedLayer::total).toArray()),
                LongColumn.create(
                        "kept", layers.stream().mapToLong(PrunedLayer::kept).toArray()),
                DoubleColumn.create(
                        "rate",
                        layers.stream()
                                .mapToDouble(layer -> layer.achieved().times())
                                .toArray()),
                DoubleColumn.create(
                        "index bits per weight",
                        layers.stream()
                                .mapToDouble(layer -> index(layer)
                                        .map(IndexCost::bitsPerWeight)
                                        .orElse(0.0))
                                .toArray()),
                StringColumn.create("left dense, as it", layers.stream().map(layer -> layer.excluded()
                        .orElse(""))));
    }

    /** A line a layer, then the rates over the pruned layers and over the whole model. */
    @Override
    public String toString() {
        int width =
                layers.stream().mapToInt(layer -> layer.layer().length()).max().orElse(0);
        StringBuilder text = new StringBuilder(model.name() + " pruned, " + structure + ", asked for " + prune.rate());
        String format = "%n%-" + width + "s  %-18s %,10d -> %,10d  %s";
        for (PrunedLayer layer : layers) {
            String outcome = layer.excluded()
                    .map(reason -> "dense: " + reason)
                    .orElse(layer.achieved().toString());
            text.append(String.format(
                    Locale.ROOT, format, layer.layer(), layer.shape(), layer.total(), layer.kept(), outcome));
        }
        Cost cost = Cost.of(model);
        return text.append(String.format(
                        Locale.ROOT,
                        "%npruned layers %,d -> %,d (%s), whole model %,d -> %,d (%s)%n%s%n%s",
                        sum(true),
                        kept(),
                        rate(),
                        cost.parameters(),
                        cost.kept(),
                        wholeRate(),
                        index().map(IndexCost::toString).orElse("no layer is masked"),
                        structure instanceof Structure.Coupled
                                ? "a masked model: thin it to make it smaller and faster"
                                : "a masked model: not faster until it is compiled"))
                .toString();
    }
}
