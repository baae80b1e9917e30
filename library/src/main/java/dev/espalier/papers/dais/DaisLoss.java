package dev.espalier.papers.dais;

import dev.espalier.model.Model;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.train.JointGraph;
import java.util.ArrayList;
import java.util.List;

/**
 * The two losses of a search: cross-entropy for the weights, and for the indicators the same on other images with the
 * regularisers, CE + l1 R_lasso + l2 R_flops + l3 R_sym.
 */
final class DaisLoss {

    /** The name that the relaxed network has in both. */
    static final String NETWORK = "network";

    static final String LOSS = "loss";

    /** The input that says on which side of the target the network is. */
    static final String SIGN = "sign";

    static final String IMAGES = "images";
    static final String LABELS = "labels";

    private DaisLoss() {}

    /** For the weights. */
    static JointGraph ofWeights(Model relaxed) {
        JointGraph graph = new JointGraph();
        finish(graph, logits(graph, relaxed), List.of());
        return graph;
    }

    /** For the indicators. */
    static JointGraph ofIndicators(Dais dais, Model relaxed, Indicators indicators, ExpectedMacs expected) {
        JointGraph graph = new JointGraph();
        Value logits = logits(graph, relaxed);
        Regularizers all = new Regularizers(
                graph, indicators, norm -> graph.value(NETWORK + "/" + RelaxedNetwork.indicator(norm)));
        List<Value> terms = new ArrayList<>();
        if (dais.lasso() > 0) {
            int channels = indicators.norms().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            terms.add(weighted(graph, "lasso", dais.lasso() / channels, all.lasso()));
        }
        if (dais.flops() > 0) {
            Value sign = graph.input(SIGN, Shape.SCALAR);
            terms.add(weighted(graph, "flops", dais.flops(), all.flops(all.macs(expected), sign)));
        }
        if (dais.symmetry() > 0) {
            all.symmetry().ifPresent(term -> terms.add(weighted(graph, "symmetry", dais.symmetry(), term)));
        }
        finish(graph, logits, terms);
        return graph;
    }

    private static Value logits(JointGraph graph, Model relaxed) {
        return graph.train(NETWORK, relaxed, graph.input(IMAGES, relaxed.input().shape()));
    }

    private static Value weighted(JointGraph graph, String name, double weight, Value regularizer) {
        return graph.add("weighted-" + name, Affine.times(weight), regularizer);
    }

    private static void finish(JointGraph graph, Value logits, List<Value> more) {
        Value labels = graph.input(LABELS, Shape.batchOf());
        Value sum = graph.add(more.isEmpty() ? LOSS : "cross-entropy", new CrossEntropy(0), logits, labels);
        for (int i = 0; i < more.size(); i++) {
            sum = graph.add(i == more.size() - 1 ? LOSS : LOSS + i, new Add(), sum, more.get(i));
        }
    }
}
