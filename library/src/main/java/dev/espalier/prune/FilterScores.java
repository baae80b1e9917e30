package dev.espalier.prune;

import dev.espalier.constraint.Weights;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.WeightScores;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.ConvTranspose2d;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Scores of whole filters, in equal parts for each of their weights: what is kept of a filter then is in proportion.
 * Parameters that are no layer's weight score 0.
 */
final class FilterScores implements Scores {

    enum Measure {
        BATCH_NORM_SCALE,
        DISTANCE
    }

    private final Measure measure;
    /** The layer each weight is of. */
    private final Map<String, Node> layers = new HashMap<>();

    private final Model model;

    FilterScores(Model model, Measure measure) {
        this.model = model;
        this.measure = measure;
        for (Node layer : model.graph().layers()) {
            if (PrunePlan.isWeighted(layer)) {
                layers.putIfAbsent(layer.inputs().get(1), layer);
            }
        }
    }

    @Override
    public WeightScores of(String parameter, Map<String, INDArray> weights) {
        INDArray weight = weights.get(parameter);
        double[] scores = new double[(int) weight.length()];
        Node layer = layers.get(parameter);
        if (layer == null) {
            return WeightScores.of(scores);
        }
        boolean inputsFirst = layer.op() instanceof ConvTranspose2d;
        float[] w = Weights.of(inputsFirst ? weight.permute(1, 0, 2, 3) : weight);
        int filters = (int) weight.size(inputsFirst ? 1 : 0);
        int size = w.length / filters;
        double[] ofFilters = measure == Measure.DISTANCE ? distances(w, filters) : scales(layer, weights, filters);
        int area = weight.rank() == 4 ? (int) (weight.size(2) * weight.size(3)) : 1;
        for (int i = 0; i < scores.length; i++) {
            int filter = inputsFirst ? i / area % filters : i / size;
            scores[i] = ofFilters[filter] / size;
        }
        return WeightScores.of(scores);
    }

    /** To all other filters, summed. */
    private static double[] distances(float[] w, int filters) {
        int size = w.length / filters;
        double[] sums = new double[filters];
        for (int a = 0; a < filters; a++) {
            for (int b = a + 1; b < filters; b++) {
                double squares = 0;
                for (int i = 0; i < size; i++) {
                    double difference = w[a * size + i] - w[b * size + i];
                    squares += difference * difference;
                }
                double distance = Math.sqrt(squares);
                sums[a] += distance;
                sums[b] += distance;
            }
        }
        return sums;
    }

    private double[] scales(Node layer, Map<String, INDArray> weights, int filters) {
        String scale = scale(model.graph(), layer).orElse(null);
        if (scale == null) {
            return new double[filters];
        }
        INDArray gamma = weights.containsKey(scale)
                ? weights.get(scale)
                : model.parameters().get(scale);
        return Arrays.copyOf(Weights.squares(Weights.of(gamma)), filters);
    }

    /** The scale of the batch normalisation that reads a layer, if one does. */
    static Optional<String> scale(Graph graph, Node layer) {
        return graph.consumers(layer.name()).stream()
                .filter(next -> next.op() instanceof BatchNorm
                        && next.inputs().size() == 5
                        && next.inputs().get(0).equals(layer.name()))
                .map(next -> next.inputs().get(1))
                .findFirst();
    }
}
