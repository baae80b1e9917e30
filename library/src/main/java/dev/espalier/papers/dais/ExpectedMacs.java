package dev.espalier.papers.dais;

import dev.espalier.model.Coupling.Member;
import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The multiply-accumulates of one image that indicators between 0 and 1 stand for, equation 9:
 *
 * <pre>  E = sum over layers l of p_l (sum_c I_{l-1,c}) (sum_c I_{l,c})</pre>
 *
 * where p_l is what a pair of an input and an output channel costs: kernel area times pixels of the result. A channel that
 * runs through several batch normalisations counts with the mean of its indicators, one without an indicator as 1.
 *
 * @param layers what each convolution and linear layer costs
 */
record ExpectedMacs(List<Layer> layers) {

    /**
     * A layer's cost, a product.
     *
     * @param name of the layer
     * @param factor what no channel decides
     * @param sides the numbers of its output and its input channels; only one where each is both (depthwise)
     */
    record Layer(String name, double factor, List<Side> sides) {}

    /**
     * A number of channels, as indicators say it: a constant and, for each batch normalisation, its indicators times weights.
     *
     * @param constant channels that have no indicator
     * @param weights by batch normalisation
     */
    record Side(double constant, Map<String, double[]> weights) {

        double of(Map<String, double[]> indicators) {
            double sum = constant;
            for (Map.Entry<String, double[]> norm : weights.entrySet()) {
                double[] here = indicators.get(norm.getKey());
                for (int c = 0; c < here.length; c++) {
                    sum += norm.getValue()[c] * here[c];
                }
            }
            return sum;
        }
    }

    ExpectedMacs {
        layers = List.copyOf(layers);
    }

    /** Of a network and its indicators. */
    static ExpectedMacs of(Graph graph, Indicators indicators) {
        List<Layer> layers = new ArrayList<>();
        for (Node node : graph.layers()) {
            if (node.op() instanceof Conv2d || node.op() instanceof Linear) {
                layers.add(layer(graph, indicators, node));
            }
        }
        return new ExpectedMacs(layers);
    }

    /** Weights are [out, in / convolution groups, ...] or [out, in]. */
    private static Layer layer(Graph graph, Indicators indicators, Node node) {
        String weight = node.inputs().get(1);
        Shape shape = graph.node(weight).shape();
        double factor = 1;
        for (int axis = 2; axis < shape.rank(); axis++) {
            factor *= (double) shape.dim(axis) * node.shape().dim(axis);
        }
        List<Side> sides = new ArrayList<>();
        sides.add(side(indicators, weight, 0, shape.dim(0)));
        if (node.op() instanceof Conv2d conv && conv.groups() > 1) {
            factor *= shape.dim(1);
        } else {
            sides.add(side(indicators, weight, 1, shape.dim(1)));
        }
        return new Layer(node.name(), factor, sides);
    }

    private static Side side(Indicators indicators, String weight, int axis, int length) {
        double constant = length;
        Map<String, double[]> weights = new LinkedHashMap<>();
        for (Indicators.Group group : indicators.groups()) {
            for (Member cut : group.coupling().members()) {
                if (cut.tensor().equals(weight) && cut.axis() == axis) {
                    constant -= cut.positions().size();
                    // After flattening a channel has as many positions as it had pixels.
                    double times = (double) cut.positions().size()
                            / group.coupling().channels()
                            / group.places().size();
                    for (Member place : group.places()) {
                        double[] here = weights.computeIfAbsent(
                                place.tensor(),
                                norm -> new double[indicators.norms().get(norm)]);
                        for (int c = 0; c < group.coupling().channels(); c++) {
                            here[Indicators.position(place, c)] += times;
                        }
                    }
                }
            }
        }
        return new Side(constant, weights);
    }

    /** E for indicators, by batch normalisation. */
    double of(Map<String, double[]> indicators) {
        double all = 0;
        for (Layer layer : layers) {
            double macs = layer.factor();
            for (Side side : layer.sides()) {
                macs *= side.of(indicators);
            }
            all += macs;
        }
        return all;
    }
}
