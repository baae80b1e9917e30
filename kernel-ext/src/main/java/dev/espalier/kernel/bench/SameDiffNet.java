package dev.espalier.kernel.bench;

import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A model written down in SameDiff, node by node, in training form. */
final class SameDiffNet {

    private final SameDiff net = SameDiff.create();
    private final Graph graph;
    private final SameDiffLayers layers;
    private final Map<String, SDVariable> values = new HashMap<>();

    private SameDiffNet(Model model) {
        graph = model.graph();
        layers = new SameDiffLayers(net, graph);
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Input) {
                values.put(
                        node.name(), net.placeHolder(node.name(), DataType.FLOAT, SameDiffLayers.dims(node.shape())));
            } else if (node.op() instanceof Parameter parameter) {
                if (parameter.role().trainable()) {
                    INDArray weight = model.parameters().get(node.name());
                    values.put(node.name(), net.var(node.name(), own(node, weight)));
                }
            } else {
                values.put(
                        node.name(),
                        layers.write(
                                node, node.inputs().stream().map(values::get).toList()));
            }
        }
    }

    /**
     * Writes a model down.
     *
     * @param labels the name to give the place of the class indices
     * @param loss the name to give the mean cross-entropy
     * @throws UnsupportedOperationException if it has an operator that has no counterpart here; names it
     */
    static SameDiff of(Model model, String labels, String loss) {
        SameDiffNet made = new SameDiffNet(model);
        SDVariable logits = made.values.get(model.output().name());
        // The loss operators of SameDiff sum over the batch and ignore the gradient that comes from above.
        SDVariable classes = made.net.placeHolder(labels, DataType.FLOAT, -1).castTo(DataType.INT32);
        SDVariable chosen = made.net.oneHot(classes, model.output().shape().dim(1));
        SDVariable likelihood = made.net.nn().logSoftmax(logits).mul(chosen).sum(1);
        likelihood.mean().neg(loss);
        made.net.setLossVariables(loss);
        return made.net;
    }

    /** Batch normalisation broadcasts over images; weights of convolutions are [height, width, in, out]. */
    private INDArray own(Node node, INDArray weight) {
        List<Op> readers = graph.consumers(node.name()).stream().map(Node::op).toList();
        if (readers.stream().anyMatch(BatchNorm.class::isInstance)) {
            return weight.dup().reshape(1, weight.length(), 1, 1);
        }
        if (weight.rank() != 4) {
            return weight.dup('c');
        }
        boolean depthwise = readers.stream().anyMatch(op -> op instanceof Conv2d conv && conv.groups() > 1);
        return (depthwise ? weight.permute(2, 3, 0, 1) : weight.permute(2, 3, 1, 0)).dup('c');
    }
}
