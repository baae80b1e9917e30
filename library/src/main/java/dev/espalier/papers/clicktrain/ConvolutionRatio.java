package dev.espalier.papers.clicktrain;

import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Conv2d;
import java.util.Map;

/** The compression ratio: all / remaining parameters of convolutions and of the normalisations that follow them. */
final class ConvolutionRatio {

    private ConvolutionRatio() {}

    /** 1 for a model without masks. */
    static double of(Model model) {
        Cost cost = cost(model);
        return (double) cost.parameters() / cost.kept();
    }

    /** How many there are in all, those under masks included. */
    static long parameters(Model model) {
        return cost(model).parameters();
    }

    private static Cost cost(Model model) {
        Map<String, Cost> costs = Cost.byLayer(model);
        return model.graph().layers().stream()
                .filter(layer -> layer.op() instanceof Conv2d || layer.op() instanceof BatchNorm)
                .map(layer -> costs.get(layer.name()))
                .reduce(Cost.NONE, Cost::plus);
    }
}
