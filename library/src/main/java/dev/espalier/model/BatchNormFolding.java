package dev.espalier.model;

import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batch normalisation worked into the layer before it, as it is used after training (Jacob et al. 2018, section 3.2): with
 * f = scale / sqrt(variance + epsilon) per channel, the layer gets the weights f w and the bias f (bias - mean) + shift, and
 * the normalisation goes. The answers stay the same but for rounding.
 *
 * <p>Masks stay, because zeros do. Of a quantized weight the levels stay, and the scales take up the factors, one for each
 * row or more. The model can be trained on, but batch statistics no longer play a part.
 *
 * @param model without the normalisations that could be folded; the one that was given if there are none
 * @param folded the names of these normalisations, each with the layer that took it up
 * @param left the names of the others, each with the reason
 */
public record BatchNormFolding(Model model, Map<String, String> folded, Map<String, String> left) {

    /** The verb's name in a model's history. */
    public static final String VERB = "fold";

    public BatchNormFolding {
        folded = Collections.unmodifiableMap(new LinkedHashMap<>(folded));
        left = Collections.unmodifiableMap(new LinkedHashMap<>(left));
    }

    /** Folds whatever can be folded. */
    public static BatchNormFolding of(Model model) {
        Map<String, String> folded = new LinkedHashMap<>();
        Map<String, String> left = new LinkedHashMap<>();
        for (Node node : model.graph().layers()) {
            if (node.op() instanceof BatchNorm) {
                Optional<String> reason = reason(model, node);
                if (reason.isPresent()) {
                    left.put(node.name(), reason.get());
                } else {
                    folded.put(node.name(), node.inputs().get(0));
                }
            }
        }
        Model without = folded.isEmpty() ? model : new Rewrite(model, folded).model();
        return new BatchNormFolding(without, folded, left);
    }

    /** Why a normalisation must stay; empty if it need not. */
    private static Optional<String> reason(Model model, Node norm) {
        Graph graph = model.graph();
        Node layer = graph.node(norm.inputs().get(0));
        if (!isLinear(layer.op())) {
            return Optional.of("it comes after '" + layer.name() + "' ("
                    + layer.op().kind() + "), and only convolutions and linear layers can take it up");
        }
        if (graph.consumers(layer.name()).size() > 1 || graph.outputs().contains(layer)) {
            return Optional.of("the result of '" + layer.name() + "' is also used without it");
        }
        for (Node node : List.of(layer, norm)) {
            for (String input : node.inputs().subList(1, node.inputs().size())) {
                if (!(graph.node(input).op() instanceof Parameter)) {
                    return Optional.of("'" + input + "' is computed, and not a parameter");
                }
            }
        }
        for (String parameter : layer.inputs().subList(1, layer.inputs().size())) {
            if (graph.consumers(parameter).size() > 1) {
                return Optional.of("'" + parameter + "' is shared by several layers");
            }
        }
        String weight = layer.inputs().get(1);
        return layer.op() instanceof ConvTranspose2d && model.encoding(weight) instanceof Encoding.Quantized
                ? Optional.of("channels of '" + weight + "' share scales; fold before it is quantized")
                : Optional.empty();
    }

    private static boolean isLinear(Op op) {
        return op instanceof Conv2d || op instanceof ConvTranspose2d || op instanceof Linear;
    }

    /** What was folded into what, and what was not and why. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(
                folded.isEmpty()
                        ? "no normalisation was folded"
                        : folded.size() + (folded.size() == 1 ? " normalisation" : " normalisations") + " folded");
        folded.forEach(
                (norm, layer) -> text.append("\n").append(norm).append(" into ").append(layer));
        left.forEach((norm, reason) ->
                text.append("\n").append(norm).append(" stays: ").append(reason));
        return text.toString();
    }

    /** One pass over the graph that leaves the folded normalisations out. */
    private static final class Rewrite {

        private final Model model;
        private final Map<String, String> folded;
        private final Map<String, Node> normOf = new HashMap<>();
        private final Graph.Builder builder = new Graph.Builder();
        private final Map<String, INDArray> arrays = new LinkedHashMap<>();
        private final Map<String, Encoding> encodings;

        Rewrite(Model model, Map<String, String> folded) {
            this.model = model;
            this.folded = folded;
            this.encodings = new LinkedHashMap<>(model.encodings());
            folded.forEach((norm, layer) -> normOf.put(layer, model.graph().node(norm)));
        }

        Model model() {
            for (Node node : model.graph().nodes()) {
                if (normOf.containsKey(node.name())) {
                    fold(node, normOf.get(node.name()));
                } else if (node.op() instanceof Parameter) {
                    keepIfUsed(node);
                } else if (!folded.containsKey(node.name())) {
                    builder.add(
                            node.name(),
                            node.op(),
                            node.inputs().stream().map(this::renamed).toList());
                }
            }
            Graph graph = builder.build(model.graph().outputs().stream()
                    .map(output -> renamed(output.name()))
                    .toArray(String[]::new));
            Parameters ordered = Parameters.of(graph, arrays);
            encodings.keySet().retainAll(ordered.names());
            Model rewritten = new Model(model.name(), graph, ordered, encodings, model.history());
            return rewritten.with(rewritten.parameters(), Step.of(VERB));
        }

        private String renamed(String name) {
            return folded.getOrDefault(name, name);
        }

        private void keepIfUsed(Node parameter) {
            boolean onlyFolded = !model.graph().consumers(parameter.name()).isEmpty()
                    && model.graph().consumers(parameter.name()).stream()
                            .allMatch(reader -> folded.containsKey(reader.name()));
            if (!onlyFolded) {
                builder.add(parameter.name(), parameter.op());
                arrays.put(parameter.name(), model.parameters().get(parameter.name()));
            }
        }

        private void fold(Node layer, Node norm) {
            double[] factors = factors(norm);
            String weight = layer.inputs().get(1);
            boolean biased = layer.inputs().size() == 3;
            String bias = biased ? layer.inputs().get(2) : free(layer.name() + ".bias");
            double[] before = biased ? numbers(bias) : new double[factors.length];
            double[] means = numbers(norm.inputs().get(norm.inputs().size() - 2));
            double[] shifts = norm.inputs().size() == 5 ? numbers(norm.inputs().get(2)) : new double[factors.length];
            float[] after = new float[factors.length];
            for (int channel = 0; channel < after.length; channel++) {
                after[channel] = (float) (factors[channel] * (before[channel] - means[channel]) + shifts[channel]);
            }
            if (!biased) {
                builder.add(bias, new Parameter(Shape.of(after.length), Parameter.Role.BIAS));
            }
            arrays.put(bias, array(after, Shape.of(after.length)));
            if (encodings.get(weight) instanceof Encoding.Quantized quantized) {
                scale(weight, quantized, factors);
            } else {
                arrays.put(weight, multiplied(layer, weight, factors));
            }
            builder.add(layer.name(), layer.op(), List.of(renamed(layer.inputs().get(0)), weight, bias));
        }

        private String free(String name) {
            String free = name;
            for (int i = 2; model.graph().contains(free); i++) {
                free = name + i;
            }
            return free;
        }

        private double[] factors(Node norm) {
            double[] variances = numbers(norm.inputs().get(norm.inputs().size() - 1));
            double[] factors = new double[variances.length];
            double[] scales = norm.inputs().size() == 5 ? numbers(norm.inputs().get(1)) : null;
            for (int channel = 0; channel < factors.length; channel++) {
                double deviation = Math.sqrt(variances[channel] + ((BatchNorm) norm.op()).epsilon());
                factors[channel] = (scales == null ? 1 : scales[channel]) / deviation;
            }
            return factors;
        }

        private void scale(String weight, Encoding.Quantized encoding, double[] factors) {
            INDArray numbers = model.parameters().get(weight);
            int rows = factors.length;
            boolean whole = encoding.granularity() instanceof Granularity.PerTensor;
            int perRow = whole ? 1 : encoding.scales().size() / rows;
            List<LevelSet> sets = new ArrayList<>();
            List<Float> scales = new ArrayList<>();
            for (int group = 0; group < rows * perRow; group++) {
                int old = whole ? 0 : group;
                sets.add(encoding.sets().get(old));
                scales.add((float) (encoding.scales().get(old) * Math.abs(factors[group / perRow])));
            }
            Granularity granularity = whole ? new Granularity.PerRow() : encoding.granularity();
            Encoding.Quantized scaled = new Encoding.Quantized(granularity, sets, scales, encoding.mask());
            byte[] levels = SignedLevels.of(numbers, encoding).levels();
            int rowSize = levels.length / rows;
            for (int i = 0; i < levels.length; i++) {
                levels[i] = factors[i / rowSize] < 0 ? (byte) -levels[i] : levels[i];
            }
            encodings.put(weight, scaled);
            arrays.put(weight, new SignedLevels(levels).express(scaled, Model.shapeOf(numbers)));
        }

        private INDArray multiplied(Node layer, String weight, double[] factors) {
            double[] numbers = numbers(weight);
            Shape shape = model.graph().node(weight).shape();
            float[] products = new float[numbers.length];
            for (int i = 0; i < products.length; i++) {
                products[i] = (float) (factors[channel(layer.op(), shape, i)] * numbers[i]);
            }
            return array(products, shape);
        }

        /** The channel that a weight, counted in row order, contributes to. */
        private static int channel(Op op, Shape shape, int weight) {
            int perFirst = (int) (shape.size() / shape.dim(0));
            if (!(op instanceof ConvTranspose2d conv)) {
                return weight / perFirst;
            }
            int inPerGroup = shape.dim(0) / conv.groups();
            int group = weight / perFirst / inPerGroup;
            return group * shape.dim(1) + weight % perFirst / (perFirst / shape.dim(1));
        }

        private double[] numbers(String parameter) {
            return model.parameters().get(parameter).dup('c').data().asDouble();
        }

        private static INDArray array(float[] numbers, Shape shape) {
            return Nd4j.createFromArray(numbers).reshape('c', shape.toArray());
        }
    }
}
