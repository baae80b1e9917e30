package dev.espalier.papers.dais;

import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sigmoid;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network whose channels are multiplied by indicators, equation 7: I = sigmoid(alpha / T), with alpha [C] for each batch
 * normalisation and one temperature T.
 */
final class RelaxedNetwork {

    /** The parameter T. */
    static final String TEMPERATURE = "temperature";

    private static final String ALPHA = ".alpha";
    private static final String INDICATOR = ".indicator";

    private RelaxedNetwork() {}

    /** The parameter alpha of a batch normalisation. */
    static String alpha(String norm) {
        return norm + ALPHA;
    }

    /** The value I of a batch normalisation, [C]. */
    static String indicator(String norm) {
        return norm + INDICATOR;
    }

    /**
     * Puts indicators into a network.
     *
     * @param start every alpha's first value
     */
    static Model of(Model model, Indicators indicators, double start) {
        Graph.Builder builder = new Graph.Builder();
        Map<String, String> renamed = new HashMap<>();
        Map<String, INDArray> arrays = new LinkedHashMap<>(model.parameters().arrays());
        builder.add(TEMPERATURE, new Parameter(Shape.SCALAR, Role.CONSTANT));
        arrays.put(TEMPERATURE, Nd4j.scalar(1f));
        for (Node node : model.graph().nodes()) {
            List<String> inputs = node.inputs().stream()
                    .map(input -> renamed.getOrDefault(input, input))
                    .toList();
            builder.add(node.name(), node.op(), inputs);
            Integer channels = indicators.norms().get(node.name());
            if (channels != null) {
                String norm = node.name();
                builder.add(alpha(norm), new Parameter(Shape.of(channels), Role.SCALE));
                arrays.put(alpha(norm), Nd4j.valueArrayOf(new long[] {channels}, (float) start));
                builder.add(norm + ".ratio", new Divide(), List.of(alpha(norm), TEMPERATURE));
                builder.add(indicator(norm), new Sigmoid(), List.of(norm + ".ratio"));
                int[] perChannel = new int[node.shape().rank() - 1];
                Arrays.fill(perChannel, 1);
                perChannel[0] = channels;
                builder.add(norm + ".gate", new Reshape(Shape.of(perChannel)), List.of(indicator(norm)));
                builder.add(norm + ".gated", new Multiply(), List.of(norm, norm + ".gate"));
                renamed.put(norm, norm + ".gated");
            }
        }
        Graph graph = builder.build(model.graph().outputs().stream()
                .map(output -> renamed.getOrDefault(output.name(), output.name()))
                .toArray(String[]::new));
        return new Model(model.name(), graph, new Parameters(arrays), model.encodings(), model.history());
    }

    /** The network without them, with the weights of the relaxed one. */
    static Model plain(Model model, Parameters relaxed) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        model.parameters().names().forEach(name -> arrays.put(name, relaxed.get(name)));
        return new Model(model.name(), model.graph(), new Parameters(arrays), model.encodings(), model.history());
    }
}
