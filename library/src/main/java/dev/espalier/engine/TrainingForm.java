package dev.espalier.engine;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.BatchMoment;
import dev.espalier.model.op.BatchMoment.Moment;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.BatchNorm.Statistics;
import dev.espalier.model.op.BatchNormTraining;
import dev.espalier.model.op.Blend;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.DropoutMask;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network's graph as it is used in training: under the same node names, batch normalisation takes its statistics from
 * the batch, or from each image, and dropout drops. The running statistics are carried on.
 *
 * <p>A graph that drops has one more input, {@link #SEED}: feed it a {@link #seed} of its own in every step.
 *
 * @param graph the training graph; its outputs are the original ones and the updates
 * @param updates for each running statistic that is a parameter, the node that computes its new value
 */
public record TrainingForm(Graph graph, Map<String, String> updates) {

    /** The input that decides what is dropped; there is none if nothing is. */
    public static final String SEED = "training.seed";

    public TrainingForm {
        updates = Collections.unmodifiableMap(new LinkedHashMap<>(updates));
    }

    /** What to feed to {@link #SEED}, [4], in single precision. */
    public static INDArray seed(Seed seed) {
        return Dropouts.encode(seed);
    }

    /** Rewrites a graph; one without batch normalisation or dropout comes back as it is. */
    public static TrainingForm of(Graph graph) {
        return of(graph, "");
    }

    /**
     * Rewrites a graph that is to be part of a larger one.
     *
     * @param stream tells what is dropped here from what is dropped in another part with nodes of the same names
     */
    public static TrainingForm of(Graph graph, String stream) {
        Graph.Builder builder = new Graph.Builder();
        Map<String, String> updates = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof BatchNorm norm) {
                List<String> inputs = node.inputs();
                int mean = inputs.size() - 2;
                boolean perImage = norm.statistics() == Statistics.IMAGE;
                Op training = perImage ? new InstanceNorm(norm.epsilon()) : new BatchNormTraining(norm.epsilon());
                Moment variance = perImage ? Moment.IMAGE_VARIANCE : Moment.VARIANCE;
                builder.add(node.name(), training, inputs.subList(0, mean));
                carryOn(graph, builder, updates, node, Moment.MEAN, inputs.get(mean));
                carryOn(graph, builder, updates, node, variance, inputs.get(mean + 1));
            } else if (node.op() instanceof Dropout dropout && dropout.rate() > 0) {
                drop(builder, node, dropout.rate(), stream);
            } else {
                builder.add(node.name(), node.op(), node.inputs());
            }
        }
        Set<String> outputs = new LinkedHashSet<>();
        graph.outputs().forEach(output -> outputs.add(output.name()));
        outputs.addAll(updates.values());
        return new TrainingForm(builder.build(outputs.toArray(String[]::new)), updates);
    }

    private static void drop(Graph.Builder builder, Node node, double rate, String stream) {
        if (!builder.contains(SEED)) {
            builder.add(SEED, new Input(DropoutMask.SEED));
        }
        String mask = node.name() + "/mask";
        builder.add(mask, new DropoutMask(node.shape(), rate, stream + "/" + node.name()), List.of(SEED));
        builder.add(node.name(), new Multiply(), List.of(node.inputs().get(0), mask));
    }

    /** Where two normalisations share a statistic, the second one continues from what the first one made of it. */
    private static void carryOn(
            Graph graph,
            Graph.Builder builder,
            Map<String, String> updates,
            Node norm,
            Moment moment,
            String statistic) {
        if (!(graph.node(statistic).op() instanceof Parameter)) {
            return;
        }
        String old = updates.getOrDefault(statistic, statistic);
        String batch = norm.name() + "/" + statistic + "/batch";
        String updated = norm.name() + "/" + statistic + "/updated";
        builder.add(batch, new BatchMoment(moment), List.of(norm.inputs().get(0)));
        builder.add(updated, new Blend(((BatchNorm) norm.op()).momentum()), List.of(old, batch));
        updates.put(statistic, updated);
    }
}
