package dev.espalier.kernel.bench;

import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Size2d;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import java.util.List;
import java.util.function.Predicate;

/**
 * How networks are pruned for the bench, with structures as coarse as vectors are long: patterns shared by 32 filters in
 * 3x3 convolutions, blocks of 32 filters by one channel in 1x1 convolutions and linear layers, of 3 outputs by one input in
 * linear layers over sequences. For bytes, of which instructions sum up four channels at once, blocks are of 32 filters by
 * four channels. The first convolution and depthwise ones stay dense.
 */
final class Sparsity {

    private static final int FEW_CHANNELS = 4;

    private Sparsity() {}

    /**
     * The network with so many times fewer weights in its pruned layers.
     *
     * @param times 1 for the network itself
     */
    static Model pruned(Model model, double times) {
        if (times == 1) {
            return model;
        }
        Model pruned = model;
        pruned = pruned(pruned, times, "pattern:patdnn/g32", Sparsity::isSpatial);
        pruned = pruned(pruned, times, "block-punched:32x1", Sparsity::isPointwise);
        pruned = pruned(pruned, times, "block-column:32", Sparsity::isOfVectors);
        return pruned(pruned, times, "token-lane:3", Sparsity::isOfSequences);
    }

    /** The same of a network that is going to be computed in bytes. */
    static Model prunedForBytes(Model model, double times) {
        if (times == 1) {
            return model;
        }
        Model pruned = pruned(model, times, "block-punched:32x4", Sparsity::isSpatial);
        return pruned(pruned, times, "block:32x4", Sparsity::isPointwise);
    }

    /** A layer together with the network it is in. */
    private record Layer(Graph graph, Node node) {

        int channels() {
            return graph.node(node.inputs().get(0)).shape().dim(1);
        }
    }

    private static Model pruned(Model model, double times, String scheme, Predicate<Layer> chosen) {
        List<String> layers = model.graph().layers().stream()
                .filter(node -> node.inputs().size() > 1
                        && model.graph().node(node.inputs().get(1)).op() instanceof Parameter)
                .filter(node -> chosen.test(new Layer(model.graph(), node)))
                .map(Node::name)
                .toList();
        if (layers.isEmpty()) {
            return model;
        }
        return Prune.of(Scheme.parse(scheme), Rate.times(times))
                .only(layers.toArray(String[]::new))
                .apply(model)
                .model();
    }

    private static boolean isSpatial(Layer layer) {
        return layer.node().op() instanceof Conv2d conv
                && conv.groups() == 1
                && conv.kernel().equals(Size2d.square(3))
                && layer.channels() >= FEW_CHANNELS;
    }

    private static boolean isPointwise(Layer layer) {
        return layer.node().op() instanceof Conv2d conv
                && conv.groups() == 1
                && conv.kernel().equals(Size2d.square(1));
    }

    private static boolean isOfVectors(Layer layer) {
        return layer.node().op() instanceof Linear && layer.node().shape().rank() == 2;
    }

    private static boolean isOfSequences(Layer layer) {
        return layer.node().op() instanceof Linear && layer.node().shape().rank() > 2;
    }
}
